/*
 * Where the system allows no more threads or processes, a run fails with a reason that says how many
 * there were; those go home, and nothing is left.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/runner.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { ALLOWED = 8, WANTED = 50, NOBODY = 54321 };
enum { AS_IT_SHOULD, NO_LIMIT, WRONG_REASON, WRONG_NUMBER, BEGUN, LEFT, HUNG = 128 };

static int
idle(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	*result = i;
	return 0;
}

static const struct workload workload = {.name = "idle", .task = idle};

/* Root is not limited; a user who has more processes than that already gets no more at all. */
static int
limit_processes(void)
{
	const struct rlimit few = {ALLOWED, ALLOWED};

	if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
		return -1;
	/* or /proc would hide what is left */
	return prctl(PR_SET_DUMPABLE, 1) == 0 ? setrlimit(RLIMIT_NPROC, &few) : -1;
}

/* the number in "no more than 7 threads could be started" */
static unsigned long
named(const struct trial *trial)
{
	const char *number = strstr(trial->tally->reason, "no more than ");

	return number ? strtoul(number + strlen("no more than "), NULL, 10) : WANTED;
}

static int
judge(const struct runner *runner, const char *words)
{
	struct belongings before;
	struct trial trial;

	if (limit_processes() != 0)
		return NO_LIMIT;
	before = belongings_now();
	trial = trial_run(runner, &workload, WANTED, WANTED);
	if (trial.status == 0)
		return NO_LIMIT;
	if (trial_failed(&trial, words) != EAGAIN)
		return WRONG_REASON;
	if (named(&trial) >= ALLOWED)
		return WRONG_NUMBER;
	for (size_t i = 0; i < WANTED; i++)
		if (atomic_load(&trial.tally->task[i].done))
			return BEGUN;
	trial_end(&trial);
	return belongings_are(&before) ? AS_IT_SHOULD : LEFT;
}

static void
limited(const char *runner, const char *words)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		trial_deadline(30);
		_exit(judge(runner_find(runner), words));
	}
	waitpid(child, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NO_LIMIT)
		skip("nothing limits processes here: %s", runner);
	else
		ok(WIFEXITED(status) && WEXITSTATUS(status) == AS_IT_SHOULD,
		   "%s: %s (%d)",
		   runner,
		   words,
		   WIFEXITED(status) ? WEXITSTATUS(status) : HUNG + WTERMSIG(status));
}

int
main(void)
{
	trial_deadline(60);
	limited("thread", "threads could be started: Resource temporarily unavailable");
	limited("thread-pool", "threads could be started: Resource temporarily unavailable");
	limited("process", "processes could be started: Resource temporarily unavailable");
	limited("process-pool", "processes could be started: Resource temporarily unavailable");
	return done_testing();
}
