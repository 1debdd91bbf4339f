/*
 * A coroutine that outgrows its stack makes the run fail with a sentence that says which task and what
 * to do, whether a guard page or a canary tells; and a fault that is something else stays what it was.
 */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runners/runner.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { TASKS = 20, GREEDY = 13 };

static size_t appetite;

static char *volatile taken;
static char *volatile nowhere = (char *)16;

/* use that much stack, page by page */
__attribute__((noinline)) static int
devour(size_t bytes)
{
	char some[256];

	memset(some, 1, sizeof some);
	taken = some; /* or the compiler would do without it */
	bytes = bytes > sizeof some ? (size_t)devour(bytes - sizeof some) : 0;
	taken = some;
	bytes += (size_t)taken[9];
	taken = NULL;
	return (int)bytes;
}

static int
grow(const struct value *values, size_t i, uint64_t *result)
{
	const struct timespec moment = {.tv_nsec = 1000000};

	(void)values;
	*result = i;
	if (i == GREEDY)
		*result += (uint64_t)devour(appetite);
	nanosleep(&moment, NULL);
	return 0;
}

static int
wild(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	*result = i;
	if (i == GREEDY)
		*nowhere = 1;
	return 0;
}

static struct trial
run(const char *runner, int (*task)(const struct value *, size_t, uint64_t *), size_t stack_bytes)
{
	static const struct value values[VALUES];
	const struct workload workload = {.name = "greedy", .task = task};
	struct trial trial = {.tally = tally_new(TASKS)};
	struct job job = {.workload = &workload,
	                  .values = values,
	                  .in_flight = TASKS,
	                  .processes = 2,
	                  .threads = 2,
	                  .stack_bytes = stack_bytes,
	                  .tally = trial.tally};

	trial.status = runner_run(runner_find(runner), &job);
	trial.error = errno;
	return trial;
}

static void
overflows(const char *runner, size_t stack_bytes, const char *advice)
{
	struct belongings before = belongings_now();
	struct trial trial;

	appetite = 2 * stack_bytes;
	trial = run(runner, grow, stack_bytes);
	ok(trial_failed(&trial, "task 13 needs more than its stack") == EOVERFLOW &&
	           trial_failed(&trial, advice) == EOVERFLOW,
	   "%s, %zu bytes: the run fails, and says why",
	   runner,
	   stack_bytes);
	trial_end(&trial);
	ok(belongings_are(&before), "%s, %zu bytes: nothing is left", runner, stack_bytes);
	appetite = 1000;
	trial = run(runner, grow, (size_t)256 << 10);
	ok(trial.status == 0, "%s: and the next run is well", runner);
	trial_end(&trial);
}

static void
other_faults(void)
{
	const struct rlimit none = {0};
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGSEGV, SIG_DFL);
		run("coroutine", wild, (size_t)64 << 10);
		_exit(0);
	}
	waitpid(child, &status, 0);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV,
	   "another fault ends the process, as it does elsewhere");
}

int
main(void)
{
	trial_deadline(120);
	other_faults();
	overflows("coroutine", (size_t)64 << 10, "--stack 128KiB");
#ifndef __SANITIZE_THREAD__
	/* with threads, its runtime does not survive a handler that never returns */
	overflows("hybrid", (size_t)64 << 10, "--stack 128KiB");
#endif
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	/* their own frames would not fit */
	overflows("coroutine", 2048, "--stack 64KiB");
#endif
	return done_testing();
}
