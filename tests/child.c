/*
 * Waiting for children through the seam: the same answers in a coroutine as in a thread.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/descriptor.h"
#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"

/* fresh for each call: children that live until their pipe is closed */
static pid_t child[2];
static int ends[2];

static void
live(int status)
{
	char c;

	close(ends[1]);
	if (read(ends[0], &c, 1) != 0)
		perror("# read");
	_exit(status);
}

static void
prepare(void)
{
	if (pipe(ends) != 0)
		perror("# pipe");
	for (int k = 0; k < 2; k++) {
		child[k] = fork();
		if (child[k] == 0)
			live(7 + k);
	}
	close(ends[0]);
}

static void
clear(void)
{
	if (ends[1] >= 0)
		close(ends[1]);
	while (waitpid(-1, NULL, 0) > 0)
		;
}

static void
peer_lets_end(void)
{
	semantics_linger();
	close(ends[1]);
	ends[1] = -1;
}

static void
peer_kills_second(void)
{
	semantics_linger();
	kill(child[1], SIGKILL);
}

static void
peer_stops_second(void)
{
	semantics_linger();
	kill(child[1], SIGSTOP);
}

/* process numbers differ from time to time, so it is noted which it was */
static void
note(struct answer *a, pid_t pid, int status)
{
	ANSWER(a, pid < 0 ? -1 : pid == child[0] ? 1 : pid == child[1] ? 2 : 0);
	a->digest = (uint64_t)status;
}

static void
first(struct answer *a)
{
	int status = -1;
	pid_t pid = waitpid(child[0], &status, 0);

	note(a, pid, status);
}

static void
any(struct answer *a)
{
	int status = -1;
	pid_t pid = wait(&status);

	note(a, pid, status);
}

static void
both(struct answer *a)
{
	int status[2] = {-1, -1};

	a->result = (wait4(-1, &status[0], 0, NULL) > 0) + (wait3(&status[1], 0, NULL) > 0);
	/* in any order */
	a->digest = (uint64_t)status[0] + (uint64_t)status[1];
	ANSWER(a, a->result * 1000 + wait(NULL));
}

static void
with_usage(struct answer *a)
{
	struct rusage usage = {.ru_maxrss = -1};
	int status = -1;
	pid_t pid = wait4(child[1], &status, 0, &usage);

	note(a, pid, status);
	/* of a child that did so little it may be 0 */
	a->digest += usage.ru_maxrss >= 0;
}

static void
no_hang(struct answer *a)
{
	int status = -1;
	pid_t pid = waitpid(child[0], &status, WNOHANG);

	note(a, pid, status);
}

static void
stopped(struct answer *a)
{
	int status = -1;
	pid_t pid = waitpid(child[1], &status, WUNTRACED);

	note(a, pid, status);
	kill(child[1], SIGCONT);
}

static void
no_child(struct answer *a)
{
	ANSWER(a, waitpid(1, NULL, 0));
}

static void
bad_options(struct answer *a)
{
	ANSWER(a, waitpid(child[0], NULL, 0x4000));
}

static void
note_info(struct answer *a, int status, const siginfo_t *info)
{
	note(a, status < 0 ? -1 : info->si_pid, info->si_status * 100 + info->si_code);
}

static void
by_id(struct answer *a)
{
	siginfo_t info = {.si_pid = 0};
	int status = waitid(P_PID, (id_t)child[1], &info, WEXITED);

	note_info(a, status, &info);
}

/* and leave it to be waited for again */
static void
by_all(struct answer *a)
{
	siginfo_t info = {.si_pid = 0};
	int status = waitid(P_ALL, 0, &info, WEXITED | WNOWAIT);

	note_info(a, status, &info);
	ANSWER(a, a->result * 10 + (waitpid(child[1], &status, 0) == child[1]));
}

static void
without_info(struct answer *a)
{
	ANSWER(a, waitid(P_PID, (id_t)child[0], NULL, WEXITED));
}

/* no descriptor can be had for the process; one must look again and again */
static void
no_descriptor_left(struct answer *a)
{
	descriptors_limit(1);
	first(a);
	descriptors_allow();
}

static void
keeps_errno(struct answer *a)
{
	errno = ENOTTY;
	a->digest = waitpid(child[0], NULL, 0) == child[0] && wait(NULL) == child[1];
	a->result = errno;
}

static const struct semantics calls[] = {
	{"waitpid of one", first, peer_lets_end},
	{"wait for any", any, peer_kills_second},
	{"wait3 and wait4 for all", both, peer_lets_end},
	{"wait4 with usage", with_usage, peer_kills_second},
	{"waitpid with WNOHANG", no_hang, NULL},
	{"waitpid of one that stops", stopped, peer_stops_second},
	{"waitpid of no child", no_child, NULL},
	{"waitpid with bad options", bad_options, NULL},
	{"waitid of one", by_id, peer_kills_second},
	{"waitid of all, with WNOWAIT", by_all, peer_kills_second},
	{"waitid without info", without_info, peer_lets_end},
	{"waitpid where no more descriptors may be opened", no_descriptor_left, peer_lets_end},
	{"waitpid and wait keep errno", keeps_errno, peer_lets_end},
};

int
main(void)
{
	trial_deadline(20);
	semantics_compare(calls, sizeof calls / sizeof *calls, prepare, clear);
	return done_testing();
}
