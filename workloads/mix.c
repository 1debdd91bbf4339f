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
#include "workloads/duration.h"
#include "workloads/step.h"
#include "workloads/workload.h"

#include <stdlib.h>
#include <time.h>

enum { COMPUTE, WAIT, STEPS, BY };
/* whose product, here and in other languages, is in 63 bits */
#define COMPUTE_NS_MAX (600 * SECOND)
enum { STEPS_MAX = 10000000 };

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

/* Trials are shorter than any switch interval, so that most see no switch; at most a quarter of the work. */
enum { PACE_TRIALS_MAX = 64, PACE_TRIAL_NS = 40000 };

static int
by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* what so many steps take of a thread that nobody disturbs: the least is luck, and the median may have a
 * switch in it where threads change the core or the lock often */
static uint64_t
undisturbed_ns(uint64_t steps, size_t trials)
{
	uint64_t took_ns[PACE_TRIALS_MAX];

	for (size_t k = 0; k < trials; k++) {
		const uint64_t start = thread_ns();

		forget(steps_do(steps, k));
		took_ns[k] = thread_ns() - start;
	}
	qsort(took_ns, trials, sizeof *took_ns, by_size);
	return took_ns[trials / 4] ? took_ns[trials / 4] : 1;
}

/* The first steps find the pace; all of them are work. So what it costs to be put off counts, and the pace
 * does not. */
static void
compute_at_pace(uint64_t steps_per_ms_here, uint64_t ns)
{
	const uint64_t part = steps_per_ms_here * PACE_TRIAL_NS / 1000000;
	const uint64_t quarter = ns / 4 / PACE_TRIAL_NS;
	const uint64_t trials = quarter < PACE_TRIALS_MAX ? quarter : PACE_TRIALS_MAX;
	uint64_t steps = steps_per_ms_here * ns / 1000000;

	if (part > 0 && trials > 0) {
		uint64_t all = part * ns / undisturbed_ns(part, trials);

		steps = all > part * trials ? all - part * trials : 0;
	}
	forget(steps_do(steps, ns));
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
		compute_at_pace(values[STEPS].number, values[COMPUTE].number);
	return i;
}

static int
mix_task(const struct value *values, size_t i, uint64_t *result)
{
	*result = scramble(compute_as_told(values, i));
	return nap_if_any(values[WAIT].number);
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

/* clang-format off */
static const struct parameter mix_parameters[] = {
	[COMPUTE] = {.name = "compute", .unit = UNIT_DURATION, .preset = "200us",
	             .most = COMPUTE_NS_MAX,
	             .summary = "how long each task computes, on an idle core"},
	[WAIT] = {.name = "wait", .unit = UNIT_DURATION, .preset = "1800us",
	          .summary = "how long each task then waits"},
	[STEPS] = {.name = "steps", .unit = UNIT_COUNT, .preset = "0", .most = STEPS_MAX,
	           .place = true,
	           .summary = "loop steps in a millisecond; 0: find out"},
	[BY] = {.name = "by", .unit = UNIT_CHOICE, .preset = "steps", .choices = bys,
	        .summary = "what computing is: steps, a time on a core, or steps at one's own "
	                   "pace"},
	{.name = NULL},
};
/* clang-format on */

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
