/*
 * What tasks may do under the lock of the GIL runners, in each design: it keeps their errno, has no part in
 * threads that never entered, goes with a child that is forked, and outlives none who dies with it.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runners/blocking.h"
#include "runners/runner.h"
#include "runners/tally.h"
#include "tests/gil_trial.h"
#include "tests/tap.h"
#include "workloads/workload.h"

enum { WORKERS = 4 };

/* errno is the call's, or what it was. */

static int
errno_task(const struct value *values, size_t i, uint64_t *result)
{
	char byte;

	(void)values;
	*result = i;
	for (int k = 0; k < 200; k++) {
		int marked = 1000 + (int)i;

		errno = marked;
		for (int n = 0; n < 200; n++)
			checkpoint();
		if (errno != marked)
			return workload_fail("a checkpoint changed errno");
		poll(NULL, 0, 0);
		if (errno != marked)
			return workload_fail("a call that succeeds changed errno");
		if (read(-1, &byte, 1) != -1 || errno != EBADF)
			return workload_fail("a call that fails lost its errno");
		errno = 0;
	}
	return 0;
}

static const struct workload erring = {.name = "erring", .task = errno_task};

static void
keeps_errno(void)
{
	struct trial trial = gil_trial("gil-thread-pool", &erring, 8, WORKERS);

	ok(trial.status == 0,
	   "%s: errno is kept%s%s",
	   knobs.design->name,
	   trial.status ? ": " : "",
	   trial.status ? trial.tally->reason : "");
	trial_end(&trial);
}

/* A thread of a library has no part in it: it goes on while a task keeps the lock. */

static _Atomic uint32_t passed;

static void *
stranger(void *nothing)
{
	const struct timespec moment = {.tv_nsec = 1000000};

	checkpoint();
	nanosleep(&moment, NULL);
	checkpoint();
	passed = 1;
	return nothing;
}

static int
stranger_task(const struct value *values, size_t i, uint64_t *result)
{
	pthread_t thread;

	(void)values;
	*result = i;
	passed = 0;
	if (pthread_create(&thread, NULL, stranger, NULL) != 0)
		return -1;
	while (!passed)
		; /* no checkpoint: the lock is kept */
	return pthread_join(thread, NULL) == 0 ? 0 : -1;
}

static const struct workload with_stranger = {.name = "stranger", .task = stranger_task};

/* A child of a task has the lock to itself. */

static int
fork_task(const struct value *values, size_t i, uint64_t *result)
{
	int status;
	pid_t child = fork();

	(void)values;
	*result = i;
	if (child < 0)
		return -1;
	if (child == 0) {
		const struct timespec moment = {.tv_nsec = 1000000};

		for (int k = 0; k < 1000; k++)
			checkpoint();
		_exit(nanosleep(&moment, NULL) == 0 ? 0 : 1);
	}
	return waitpid(child, &status, 0) == child && status == 0 ? 0 : workload_fail("the child");
}

static const struct workload forking = {.name = "forking", .task = fork_task};

/* Trouble. */

static int
leave_task(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	*result = i;
	for (int k = 0; k < 1000; k++)
		checkpoint();
	if (i == 5)
		pthread_exit(NULL);
	return 0;
}

static int
fail_task(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	*result = i;
	for (int k = 0; k < 1000; k++)
		checkpoint();
	return i == 5 ? workload_fail("it fails with the lock in its hands") : 0;
}

static const struct workload leaving = {.name = "leaving", .task = leave_task};
static const struct workload failing = {.name = "failing", .task = fail_task};

static void
trouble(const char *runner, const struct workload *workload, const char *words)
{
	struct belongings before = belongings_now();
	struct trial trial = gil_trial(runner, workload, 12, WORKERS);

	ok(trial_failed(&trial, words) != 0,
	   "%s, %s: a run fails in which one is %s",
	   runner,
	   knobs.design->name,
	   workload->name);
	ok(belongings_are(&before) && !seam_watched(~0u), "... and leaves nothing");
	trial_end(&trial);
}

static void
try_design(const struct gil_design *design)
{
	struct trial trial;

	knobs = gil_preset;
	knobs.design = design;
	knobs.switch_interval_ns = 100000;
	keeps_errno();
	trial = gil_trial("gil-thread", &with_stranger, 2, 1);
	ok(trial.status == 0, "%s: threads that never entered pass", design->name);
	trial_end(&trial);
	trial = gil_trial("gil-thread", &forking, 20, WORKERS);
	ok(trial.status == 0, "%s: a task forks, and its child goes on", design->name);
	trial_end(&trial);
	trouble("gil-thread", &leaving, "ended its thread");
	trouble("gil-thread-pool", &leaving, "ended its worker's thread");
	trouble("gil-thread", &failing, "with the lock in its hands");
	trouble("gil-thread-pool", &failing, "with the lock in its hands");
}

int
main(void)
{
	struct trial trial;

	trial_deadline(170);
	for (const struct gil_design *const *d = gil_designs; *d; d++)
		try_design(*d);
	trial = trial_run(runner_find("thread"), &leaving, 12, 4);
	ok(trial_failed(&trial, "task 5 ended its thread") == ECHILD,
	   "thread: a task that ends its thread fails the run");
	trial_end(&trial);
	return done_testing();
}
