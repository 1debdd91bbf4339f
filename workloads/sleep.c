/*
 * Waiting, and nothing else: stands for any answer that takes its time.
 */
#include "workloads/duration.h"
#include "workloads/workload.h"

enum { WAIT };

static int
sleep_task(const struct value *values, size_t i, uint64_t *result)
{
	*result = scramble(i);
	return nap(values[WAIT].number);
}

static uint64_t
sleep_least_ns(const struct value *values)
{
	return values[WAIT].number;
}

/* clang-format off */
static const struct parameter sleep_parameters[] = {
	[WAIT] = {.name = "wait", .unit = UNIT_DURATION, .preset = "2ms",
	          .summary = "how long each task sleeps"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_sleep = {
	.name = "sleep",
	.summary = "waiting and nothing else",
	.bound = IO_BOUND,
	.tasks = 64,
	.stack_bytes = 16 << 10,
	.parameters = sleep_parameters,
	.task = sleep_task,
	.least_ns = sleep_least_ns,
};
