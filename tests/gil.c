/*
 * The lock of the GIL runners, in each design: it lets one compute at a time, and is given up around calls
 * that wait and at a checkpoint when somebody asks.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "runners/blocking.h"
#include "runners/clock.h"
#include "runners/tally.h"
#include "tests/gil_trial.h"
#include "tests/tap.h"
#include "workloads/workload.h"

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
	trial = gil_trial(runner, &counting, COUNTERS, WORKERS);
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
	trial = gil_trial("gil-thread-pool", &talking, 2, 2);
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
	trial = gil_trial("gil-thread-pool", &turning, 2, 2);
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
	trial = gil_trial(runner, &piping, 2, 2);
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
	trial = gil_trial("gil-thread", &napping, 5, 5);
	ok(trial.status == 0 && clock_ns() - begin >= 100000000,
	   "%s: five naps one after the other, if they keep the lock",
	   knobs.design->name);
	trial_end(&trial);
	knobs.release_on_io = true;
}

static void
try_design(const struct gil_design *design)
{
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
}

int
main(void)
{
	trial_deadline(170);
	for (const struct gil_design *const *d = gil_designs; *d; d++) {
		ok(gil_design_find((*d)->name) == *d, "there is a design %s", (*d)->name);
		try_design(*d);
	}
	return done_testing();
}
