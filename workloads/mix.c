/*
 * Each task computes, then waits: by their shares one walks from IO-bound to
 * CPU-bound. Computing is a fixed number of loop steps (setup finds how many
 * make a microsecond here), never a look at the clock: a task that is put off
 * its core must still have all its work before it. Or, where the loop of one
 * language is compared with that of another, it is a time that the thread has
 * had of a core: its own clock stands still while it is put off; or as many
 * steps as make that time at the pace of the task's own thread, which differs
 * from one to the next, of an interpreter by a third.
 */
#include "runners/blocking.h"
#include "workloads/step.h"
#include "workloads/workload.h"

#include <time.h>

enum { COMPUTE, WAIT, STEPS, BY };
enum { BY_STEPS, BY_CPU_TIME, BY_PACE };

/* of computing by CPU time: well below a microsecond between checkpoints, whatever the machine */
enum { SHORT_STEPS = 64, CHECKPOINTS_PER_LOOK = 8 };

static uint64_t
thread_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* a look at the thread's clock is a call of the kernel, so there are a few microseconds in between */
static void
compute_for(uint64_t ns)
{
	const uint64_t end = thread_ns() + ns;
	uint64_t x = ns;

	while (thread_ns() < end)
		for (int k = 0; k < CHECKPOINTS_PER_LOOK; k++) {
			for (int step = 0; step < SHORT_STEPS; step++)
				x = scramble(x);
			checkpoint();
		}
	forget(x);
}

enum { PACE_TRIALS = 4, PACE_PART = 16 };

/* The first steps find the pace, by the thread's clock, so that who puts it off does not count; but what that
 * costs afterwards does. All of them are work. */
static void
compute_at_pace(uint64_t steps, uint64_t ns)
{
	const uint64_t part = steps / PACE_PART;
	uint64_t best = UINT64_MAX;
	uint64_t spent = 0;

	for (uint64_t trial = 0; trial < PACE_TRIALS; trial++) {
		const uint64_t start = thread_ns();
		uint64_t took;

		forget(steps_do(part, trial));
		took = thread_ns() - start;
		best = took < best ? took : best;
		spent += took;
	}
	if (spent < ns)
		forget(steps_do(part * (ns - spent) / (best ? best : 1), ns));
}

static uint64_t
compute_as_told(const struct value *values, size_t i)
{
	uint64_t steps = values[STEPS].number * values[COMPUTE].number / 1000000;

	if (values[BY].number == BY_STEPS)
		return steps_do(steps, i);
	if (values[BY].number == BY_CPU_TIME)
		compute_for(values[COMPUTE].number);
	else
		compute_at_pace(steps, values[COMPUTE].number);
	return i;
}

static int
mix_task(const struct value *values, size_t i, uint64_t *result)
{
	uint64_t ns = values[WAIT].number;
	struct timespec wait = {.tv_sec = (time_t)(ns / 1000000000),
	                        .tv_nsec = (long)(ns % 1000000000)};

	*result = scramble(compute_as_told(values, i));
	return ns ? nanosleep(&wait, NULL) : 0;
}

/* a pace is found anew, roughly */
static int
mix_setup(struct value *values, size_t tasks)
{
	(void)tasks;
	if (values[BY].number == BY_PACE)
		values[STEPS].number = steps_measure();
	else if (!values[STEPS].number && values[BY].number == BY_STEPS)
		values[STEPS].number = steps_per_ms();
	return 0;
}

static uint64_t
mix_least_ns(const struct value *values)
{
	return values[WAIT].number;
}

static const char *const bys[] = {
	[BY_STEPS] = "steps", [BY_CPU_TIME] = "cpu-time", [BY_PACE] = "pace", NULL};

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
	[BY] = {.name = "by",
                .unit = UNIT_CHOICE,
                .preset = "steps",
                .summary = "what computing is: steps, a time on a core, or steps at one's own pace",
                .choices = bys},
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
