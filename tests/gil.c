/*
 * The lock of the GIL runners, in each design: it lets one compute at a time, is given up around calls
 * that wait and at a checkpoint when somebody asks, keeps errno, has no part in threads that never
 * entered, and outlives none who dies with it.
 */
#include "runners/gil.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runners/blocking.h"
#include "runners/clock.h"
#include "runners/park.h"
#include "runners/runner.h"
#include "runners/tally.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

static struct gil_knobs knobs;

static struct trial
run(const char *runner, const struct workload *workload, size_t tasks, size_t limit)
{
	static const struct value values[VALUES];
	struct trial trial = {.tally = tally_new(tasks)};
	struct job job = {.workload = workload,
	                  .values = values,
	                  .workers = limit,
	                  .in_flight = limit,
	                  .stack_bytes = 256 << 10,
	                  .gil = &knobs,
	                  .tally = trial.tally};

	if (!trial.tally) {
		perror("no memory for a tally");
		exit(1);
	}
	trial.status = runner_run(runner_find(runner), &job);
	trial.error = errno;
	return trial;
}

/* One at a time: between two checkpoints nobody else is between his, so plain reads and writes of what
 * all share are enough. The lock is what a sanitizer has to believe. */

enum { WORKERS = 4, COUNTERS = 12, BURSTS = 4000, STEPS = 50 };

static volatile uint64_t shared;
static volatile size_t inside;
static volatile bool overlapped;

static int
count_task(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	for (int burst = 0; burst < BURSTS; burst++) {
		overlapped |= inside != 0;
		inside = i + 1;
		for (int k = 0; k < STEPS; k++)
			shared = shared + 1;
		overlapped |= inside != i + 1;
		inside = 0;
		checkpoint();
	}
	*result = i;
	return 0;
}

static const struct workload counting = {.name = "counting", .task = count_task};

static void
one_at_a_time(const char *runner)
{
	struct trial trial;
	const struct gil_count *c;

	shared = 0;
	overlapped = false;
	trial = run(runner, &counting, COUNTERS, WORKERS);
	c = &trial.tally->gil;
	ok(trial.status == 0 && shared == (uint64_t)COUNTERS * BURSTS * STEPS && !overlapped,
	   "%s, %s: one at a time, between checkpoints",
	   runner,
	   knobs.design->name);
	printf("# %llu requests, %llu drops, %llu forced switches\n",
	       (unsigned long long)c->requests,
	       (unsigned long long)c->drops,
	       (unsigned long long)c->forced_switches);
	ok(c->forced_switches <= c->drops && (knobs.design->counts || c->drops <= c->requests),
	   "... and what is counted can be");
	trial_end(&trial);
}

/* One spins, with checkpoints, until another has said something, which it can only do with the lock:
 * it hangs if that is never handed over. */

static _Atomic uint32_t said;

static int
talk_task(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	*result = i;
	if (i == 1) {
		said = 1;
		return 0;
	}
	while (!said)
		checkpoint();
	return 0;
}

static const struct workload talking = {.name = "talking", .task = talk_task};

static void
handed_over(void)
{
	struct trial trial;

	said = 0;
	trial = run("gil-thread-pool", &talking, 2, 2);
	ok(trial.status == 0, "%s: who spins is made to let another go on", knobs.design->name);
	trial_end(&trial);
}

/* Of each of two who spin, how often it saw that the other had gone on. */

enum { TURNS = 50 };

static volatile size_t last = SIZE_MAX;
static _Atomic size_t turns;

static int
turn_task(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	*result = i;
	while (turns < TURNS) {
		if (last != i) {
			last = i;
			turns++;
		}
		checkpoint();
	}
	return 0;
}

static const struct workload turning = {.name = "turning", .task = turn_task};

static void
forced_switches_switch(void)
{
	struct trial trial;
	const struct gil_count *c;

	turns = 0;
	trial = run("gil-thread-pool", &turning, 2, 2);
	c = &trial.tally->gil;
	ok(trial.status == 0 && c->drops > 0 && c->forced_switches + 2 >= c->drops &&
	           c->forced_switches + 4 >= TURNS && c->wait_ns > 0,
	   "%s: every drop at a checkpoint makes another the holder: %llu of %llu",
	   knobs.design->name,
	   (unsigned long long)c->forced_switches,
	   (unsigned long long)c->drops);
	trial_end(&trial);
}

/* A call that waits is made without the lock: two tasks that wait for each other by a pipe. */

static int ends[2][2];

static int
pipe_task(const struct value *values, size_t i, uint64_t *result)
{
	char byte = 'x';

	(void)values;
	*result = i;
	for (int k = 0; k < 100; k++) {
		if (i == 0 && write(ends[0][1], &byte, 1) != 1)
			return -1;
		if (read(ends[i == 0][0], &byte, 1) != 1)
			return -1;
		if (i == 1 && write(ends[1][1], &byte, 1) != 1)
			return -1;
	}
	return 0;
}

static const struct workload piping = {.name = "piping", .task = pipe_task};

static void
waits_without(const char *runner)
{
	struct trial trial;

	if (!ok(pipe(ends[0]) == 0 && pipe(ends[1]) == 0, "there are pipes"))
		return;
	trial = run(runner, &piping, 2, 2);
	ok(trial.status == 0 && trial.tally->gil.releases >= 400,
	   "%s, %s: who waits for another in read gives the lock up",
	   runner,
	   knobs.design->name);
	trial_end(&trial);
	for (int k = 0; k < 2; k++)
		close(ends[k][0]), close(ends[k][1]);
}

/* Whether calls give it up is a knob; whether who waits for a thread does is not. */

static int
nap_task(const struct value *values, size_t i, uint64_t *result)
{
	const struct timespec nap = {.tv_nsec = 20000000};

	(void)values;
	*result = i;
	return nanosleep(&nap, NULL);
}

static const struct workload napping = {.name = "napping", .task = nap_task};

static void
release_is_a_knob(void)
{
	struct trial trial;
	uint64_t begin = clock_ns();

	knobs.release_on_io = false;
	trial = run("gil-thread", &napping, 5, 5);
	ok(trial.status == 0 && clock_ns() - begin >= 100000000,
	   "%s: five naps one after the other, if they keep the lock",
	   knobs.design->name);
	trial_end(&trial);
	knobs.release_on_io = true;
}

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
	struct trial trial = run("gil-thread-pool", &erring, 8, WORKERS);

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
	struct trial trial = run(runner, workload, 12, WORKERS);

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
	if (design->take)
		for (knobs.checkpoint_every = 1; knobs.checkpoint_every <= 7;
		     knobs.checkpoint_every += 6) {
			one_at_a_time("gil-thread");
			one_at_a_time("gil-thread-pool");
			handed_over();
		}
	else
		handed_over();
	knobs.checkpoint_every = 1;
	if (design->take && !design->counts && strcmp(design->name, "unforced") != 0)
		forced_switches_switch();
	/* nobody's interval passes here: who waits must be woken */
	knobs.switch_interval_ns = SWITCH_INTERVAL_NS_MAX;
	waits_without("gil-thread");
	waits_without("gil-thread-pool");
	knobs.switch_interval_ns = 100000;
	if (design->take)
		release_is_a_knob();
	keeps_errno();
	trial = run("gil-thread", &with_stranger, 2, 1);
	ok(trial.status == 0, "%s: threads that never entered pass", design->name);
	trial_end(&trial);
	trial = run("gil-thread", &forking, 20, WORKERS);
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
	knobs = gil_preset;
	for (const struct gil_design *const *d = gil_designs; *d; d++) {
		ok(gil_design_find((*d)->name) == *d, "there is a design %s", (*d)->name);
		try_design(*d);
	}
	trial = trial_run(runner_find("thread"), &leaving, 12, 4);
	ok(trial_failed(&trial, "task 5 ended its thread") == ECHILD,
	   "thread: a task that ends its thread fails the run");
	trial_end(&trial);
	return done_testing();
}
