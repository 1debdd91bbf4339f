#include "runners/child.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runners/runner.h"

struct children *
children_new(const struct job *job, size_t size)
{
	struct children *c = calloc(1, sizeof *c + size * sizeof *c->pid);

	if (!c) {
		tally_fail(job->tally, ENOMEM, "no memory for %zu processes", size);
		return NULL;
	}
	c->job = job;
	c->size = size;
	/* ignored, as whoever started us may have left it, the kernel would reap them itself */
	signal(SIGCHLD, SIG_DFL);
	return c;
}

int
child_start(struct children *c, size_t slot, int (*work)(const struct job *, size_t),
            size_t argument)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid < 0)
		return tally_fail(c->job->tally,
		                  errno,
		                  "no more than %zu processes could be started: %s",
		                  c->alive,
		                  strerror(errno));
	if (pid == 0) {
		/* a worker must not outlive the run, even one that was killed */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
		_exit(work(c->job, argument) == 0 ? 0 : 1);
	}
	c->pid[slot] = pid;
	c->alive++;
	return 0;
}

static void
kill_all(const struct children *c)
{
	for (size_t slot = 0; slot < c->size; slot++)
		if (c->pid[slot])
			kill(c->pid[slot], SIGKILL);
}

/* who failed first may still be writing why, and must not be killed in the middle of it */
static void
await_reason(struct tally *t)
{
	const struct timespec moment = {.tv_nsec = 1000000};

	for (int patience = 1000; patience > 0 && !atomic_load(&t->reason_given); patience--)
		nanosleep(&moment, NULL);
}

/* a worker ends by itself with 0 or, when the tally knows why, with 1; all else is a death */
static void
judge(struct children *c, pid_t pid, int status)
{
	struct tally *t = c->job->tally;

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return;
	if (WIFSIGNALED(status))
		tally_fail(t,
		           ECHILD,
		           "worker process %d died: %s (signal %d)",
		           (int)pid,
		           strsignal(WTERMSIG(status)),
		           WTERMSIG(status));
	else
		tally_fail(t,
		           ECHILD,
		           "worker process %d ended with exit status %d",
		           (int)pid,
		           WEXITSTATUS(status));
	await_reason(t);
	kill_all(c);
}

/* somebody else has reaped them: nobody knows how they ended */
static void
lost(struct children *c)
{
	tally_fail(c->job->tally, ECHILD, "%zu worker processes were lost", c->alive);
	c->alive = 0;
}

static size_t
slot_of(const struct children *c, pid_t pid)
{
	size_t slot = 0;

	while (slot < c->size && c->pid[slot] != pid)
		slot++;
	return slot;
}

size_t
child_reap(struct children *c, int options)
{
	int status;
	pid_t pid;
	size_t slot;

	do {
		pid = waitpid(-1, &status, options);
		if (pid < 0 && errno == ECHILD)
			lost(c);
		if (pid <= 0 && !(pid < 0 && errno == EINTR))
			return c->size;
		slot = pid > 0 ? slot_of(c, pid) : c->size;
	} while (slot == c->size); /* a child, but not one of ours: a workload's server */
	c->pid[slot] = 0;
	c->alive--;
	judge(c, pid, status);
	return slot;
}

void
children_release(struct children *c, unsigned workers)
{
	struct tally *t = c->job->tally;

	while (!atomic_load(&t->failed) && tally_await(t, workers) < workers)
		child_reap(c, WNOHANG);
	if (atomic_load(&t->failed))
		tally_call_off(t);
	else
		tally_open(t);
}
