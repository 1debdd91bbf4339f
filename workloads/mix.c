/*
 * Each task computes, then waits: by their shares one walks from IO-bound to
 * CPU-bound. Computing is a fixed number of loop steps (setup finds how many
 * make a microsecond here), never a look at the clock: a task that is put off
 * its core must still have all its work before it.
 */
#include "runners/blocking.h"
#include "runners/clock.h"
#include "workloads/workload.h"

#include <time.h>

enum { COMPUTE, WAIT, STEPS };

enum { STEPS_PER_CHECKPOINT = 192, TRIAL_STEPS = 2000000, TRIALS = 5 };

static uint64_t
compute(uint64_t steps, uint64_t x)
{
	while (steps > 0) {
		uint64_t chunk = steps < STEPS_PER_CHECKPOINT ? steps : STEPS_PER_CHECKPOINT;

		steps -= chunk;
		for (; chunk > 0; chunk--)
			x = scramble(x);
		checkpoint();
	}
	return x;
}

static int
mix_task(const struct value *values, size_t i, uint64_t *result)
{
	uint64_t ns = values[WAIT].number;
	struct timespec wait = {.tv_sec = (time_t)(ns / 1000000000),
	                        .tv_nsec = (long)(ns % 1000000000)};
	uint64_t left = compute(values[STEPS].number * values[COMPUTE].number / 1000000, i);

	*result = scramble(left);
	return ns ? nanosleep(&wait, NULL) : 0;
}

/* steps that take a millisecond: the best of a few trials, since noise only slows; found once, so that
 * all mixes of a campaign have the same millisecond */
static int
mix_setup(struct value *values, size_t tasks)
{
	static uint64_t found;
	uint64_t best = UINT64_MAX;
	volatile uint64_t sink;

	(void)tasks;
	if (values[STEPS].number)
		return 0;
	if (found) {
		values[STEPS].number = found;
		return 0;
	}
	for (int trial = 0; trial < TRIALS; trial++) {
		uint64_t start = clock_ns();
		uint64_t took;

		sink = compute(TRIAL_STEPS, (uint64_t)trial);
		took = clock_ns() - start;
		best = took < best ? took : best;
	}
	(void)sink;
	found = (uint64_t)TRIAL_STEPS * 1000000 / (best ? best : 1);
	values[STEPS].number = found;
	return 0;
}

static uint64_t
mix_least_ns(const struct value *values)
{
	return values[WAIT].number;
}

static const struct parameter mix_parameters[] = {
	[COMPUTE] = {.name = "compute",
                     .unit = UNIT_DURATION,
                     .preset = "200us",
                     .summary = "how long each task computes, on an idle core"},
	[WAIT] = {.name = "wait",
                  .unit = UNIT_DURATION,
                  .preset = "1800us",
                  .summary = "how long each task then waits"},
	[STEPS] = {.name = "steps",
                   .unit = UNIT_COUNT,
                   .preset = "0",
                   .summary = "loop steps in a millisecond; 0: find out",
                   .place = true},
	{.name = NULL},
};

const struct workload workload_mix = {
	.name = "mix",
	.summary = "computing, then waiting: the share is yours",
	.bound = MIXED,
	.tasks = 64,
	.stack_bytes = 16 << 10,
	.parameters = mix_parameters,
	.setup = mix_setup,
	.task = mix_task,
	.least_ns = mix_least_ns,
};
