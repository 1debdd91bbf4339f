/*
 * Waiting, and nothing else: stands for any answer that takes its time.
 */
#include "workloads/workload.h"

#include <time.h>

enum { WAIT };

static int
sleep_task(const struct value *values, size_t i, uint64_t *result)
{
	uint64_t ns = values[WAIT].number;
	struct timespec wait = {.tv_sec = (time_t)(ns / 1000000000),
	                        .tv_nsec = (long)(ns % 1000000000)};

	*result = scramble(i);
	return nanosleep(&wait, NULL);
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
