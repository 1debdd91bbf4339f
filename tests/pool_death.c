/*
 * Workers that die break their pool: what it still had to do ends with a word of it, and nothing hangs.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/pool.h"
#include "runners/sync/holder.h"
#include "runners/sync/vigil.h"
#include "tests/pool_kind.h"
#include "tests/tap.h"
#include "tests/trial.h"

#define NEVER UINT64_MAX

enum { QUEUED = 6 };

static int
die(const void *argument, uint64_t *result)
{
	(void)argument;
	*result = 0;
	raise(SIGKILL);
	return 0;
}

static int
leave(const void *argument, uint64_t *result)
{
	(void)argument;
	*result = 0;
	_exit(3);
}

static int
end_thread(const void *argument, uint64_t *result)
{
	(void)argument;
	*result = 0;
	pthread_exit(NULL);
}

/* says who it is, and is killed while it waits; a child of its own has all its descriptors, and lives */
static int
wait_to_be_killed(const void *argument, uint64_t *result)
{
	(void)argument;
	*result = 0;
	if (fork() == 0) {
		usleep(300000);
		_exit(0);
	}
	atomic_store(&board->pid, getpid());
	for (;;)
		pause();
}

static int
say_pid(const void *argument, uint64_t *result)
{
	(void)argument;
	*result = (uint64_t)getpid();
	return 0;
}

/* the future ends since a worker died, and there is one less of them */
static bool
died(struct future *f)
{
	uint64_t result;
	bool well = refused(f && future_result(f, &result, NEVER) == -1, EOWNERDEAD, "it died");

	future_free(f);
	return well;
}

static bool
broken(struct pool *p)
{
	bool well = refused(!pool_submit(p, say_pid, NULL, 0), EOWNERDEAD, "the pool is broken");

	pool_shutdown(p);
	well = refused(!pool_submit(p, say_pid, NULL, 0), EOWNERDEAD, "... also when shut down") &&
	       well;
	pool_free(p);
	return refused(waitpid(-1, NULL, WNOHANG) == -1, ECHILD, "no child is left") && well;
}

/* one worker, and all that is queued behind what ends it */
static bool
ended_by(pool_function *function)
{
	struct pool *p = pool_new(1);
	struct future *first = pool_submit(p, pass_gate, &(uint32_t){0}, sizeof(uint32_t));
	struct future *f[QUEUED];
	uint64_t result;
	bool well;

	f[0] = pool_submit(p, function, NULL, 0);
	for (size_t k = 1; k < QUEUED; k++)
		f[k] = pool_submit(p, say_pid, NULL, 0);
	gate_open(0);
	well = holds(future_result(first, &result, NEVER) == 0, "what was before it") &&
	       died(f[0]) && broken(p);
	for (size_t k = 1; k < QUEUED; k++)
		well = died(f[k]) && well;
	future_free(first);
	return well;
}

static bool
thread_ends(const struct kind *kind)
{
	(void)kind;
	return ended_by(end_thread);
}

static bool
killed_by_itself(const struct kind *kind)
{
	(void)kind;
	return ended_by(die);
}

static bool
exits(const struct kind *kind)
{
	(void)kind;
	return ended_by(leave);
}

/* one of two is killed; what the other one does is done */
static bool
killed_by_another(const struct kind *kind)
{
	struct pool *p = pool_new(2);
	struct future *whole = pool_submit(p, pass_gate, &(uint32_t){3}, sizeof(uint32_t));
	struct future *f = pool_submit(p, wait_to_be_killed, NULL, 0);
	uint64_t result = 0;
	bool well;

	(void)kind;
	while (board->pid == 0)
		usleep(1000);
	kill(board->pid, SIGKILL);
	well = died(f);
	gate_open(3);
	well = holds(future_result(whole, &result, NEVER) == 0 && result == 9, "the other one") &&
	       well;
	future_free(whole);
	return broken(p) && well;
}

/* who is killed while it has nothing to do is missed by the next that comes */
static bool
killed_while_idle(const struct kind *kind)
{
	struct pool *p = pool_new(1);
	struct future *f = pool_submit(p, say_pid, NULL, 0);
	uint64_t pid = 0;
	bool well = holds(future_result(f, &pid, NEVER) == 0, "its number");

	(void)kind;
	future_free(f);
	kill((pid_t)pid, SIGKILL);
	return died(pool_submit(p, say_pid, NULL, 0)) && broken(p) && well;
}

static void
note_death(struct future *f, void *argument)
{
	uint64_t result;

	*(bool *)argument = future_result(f, &result, 0) == -1 && errno == EOWNERDEAD;
}

static bool
callback_of_the_dead(const struct kind *kind)
{
	struct pool *p = pool_new(1);
	struct future *f = pool_submit(p, die, NULL, 0);
	bool noted = false;

	(void)kind;
	future_on_done(f, note_death, &noted);
	return died(f) && holds(noted, "called back") && broken(p);
}

/* a task that ends takes the workers of its pool with it: here, by being killed */
static bool
left_behind(const struct kind *kind)
{
	struct pool *p = pool_new(1);
	struct future *f;
	int status;
	pid_t pid = fork();

	(void)kind;
	pool_free(p);
	if (pid == 0) {
		p = pool_new(1);
		f = pool_submit(p, wait_to_be_killed, NULL, 0);
		while (f && board->pid == 0)
			usleep(1000);
		_exit(f == NULL); /* never given back */
	}
	while (board->pid == 0)
		usleep(1000);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	for (int patience = 0; patience < 2000 && !holder_died((uint32_t)board->pid, 0); patience++)
		usleep(5000);
	return holds(holder_died((uint32_t)board->pid, 0), "the worker is no more");
}

static void
on(const struct kind *kind)
{
	if (kind->alone || kind->coroutines)
		return; /* they die with their task */
	if (!kind->processes) {
		kind_tries(kind, 1, thread_ends, "a function ends its thread: the pool is broken");
		return;
	}
	kind_tries(kind, 1, killed_by_itself, "a worker dies of SIGKILL: the pool is broken");
	kind_tries(kind, 1, exits, "a worker exits: the pool is broken");
	kind_tries(kind, 1, killed_by_another, "one of two is killed; the other one goes on");
	kind_tries(kind, 3, killed_while_idle, "killed while idle: the next one misses it");
	kind_tries(kind, 1, callback_of_the_dead, "a callback tells of it");
	kind_tries(kind, 1, left_behind, "a worker goes when its owner goes");
}

int
main(void)
{
	struct belongings before;

	trial_deadline(120);
	vigil_first_look_ns = UINT64_MAX;
	before = belongings_now();
	kind_each(on);
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
