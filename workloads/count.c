/*
 * A counting loop, the tutorials' picture of computing. The empty asm makes
 * the counter opaque after every step, so that no compiler at any level can
 * fold the loop into a formula, vectorise it, or drop it; tests/opaque.sh
 * counts the instructions that a task takes.
 */
#include "runners/blocking.h"
#include "workloads/workload.h"

enum { ITERATIONS };

/* A loop of one addition runs at one cycle a turn or at two, as the processor's ports happen to be
 * dealt out; in one of several, each addition waits for the last, and nothing else matters. */
enum { STEPS_PER_CHECKPOINT = 2048, UNROLLED = 4 };

/* in a register, and no compiler may join two */
static inline void
count_one(uint64_t *counter)
{
	(*counter)++;
	__asm__ volatile("" : "+r"(*counter));
}

static int
count_task(const struct value *values, size_t i, uint64_t *result)
{
	uint64_t left = values[ITERATIONS].number;
	uint64_t counter = i;

	while (left > 0) {
		uint64_t steps = left < STEPS_PER_CHECKPOINT ? left : STEPS_PER_CHECKPOINT;

		left -= steps;
		for (; steps >= UNROLLED; steps -= UNROLLED) {
			count_one(&counter);
			count_one(&counter);
			count_one(&counter);
			count_one(&counter);
		}
		for (; steps > 0; steps--)
			count_one(&counter);
		checkpoint();
	}
	*result = counter;
	return 0;
}

/* clang-format off */
static const struct parameter count_parameters[] = {
	[ITERATIONS] = {.name = "iterations", .unit = UNIT_COUNT, .preset = "5000000",
	                .summary = "how far each task counts"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_count = {
	.name = "count",
	.summary = "a counting loop that no compiler can shorten",
	.bound = CPU_BOUND,
	.tasks = 64,
	.stack_bytes = 16 << 10,
	.parameters = count_parameters,
	.task = count_task,
};
