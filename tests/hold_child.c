/*
 * What waits for a child holds up nobody.
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/hold.h"
#include "tests/tap.h"
#include "tests/trial.h"

/* fresh for each call: it ends when it is killed */
static pid_t child;

static void
prepare(void)
{
	child = fork();
	if (child == 0) {
		pause();
		_exit(0);
	}
}

static void
clear(void)
{
	while (waitpid(-1, NULL, 0) > 0)
		;
}

static void
end(void)
{
	if (child > 0)
		kill(child, SIGKILL);
}

static bool
call_waitpid(void)
{
	return waitpid(child, NULL, 0) == child;
}

static bool
call_wait(void)
{
	return wait(NULL) == child;
}

static bool
call_waitid(void)
{
	return waitid(P_PID, (id_t)child, NULL, WEXITED) == 0;
}

static const struct hold calls[] = {
	{"waitpid", call_waitpid, end},
	{"wait", call_wait, end},
	{"waitid", call_waitid, end},
};

int
main(void)
{
	trial_deadline(20);
	hold_none(calls, sizeof calls / sizeof *calls, prepare, clear);
	return done_testing();
}
