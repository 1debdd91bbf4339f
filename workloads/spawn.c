/*
 * Tasks that do nothing, and many of them: what is left is what making a task,
 * handing it to a worker and noting its end cost. noop is one such task, for
 * what a whole process costs before any worker is made.
 */
#include "workloads/workload.h"

static int
spawn_task(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	*result = scramble(i);
	return 0;
}

static const struct parameter spawn_parameters[] = {{.name = NULL}};

const struct workload workload_spawn = {
	.name = "spawn",
	.summary = "nothing, many times: what making a task costs",
	.bound = NO_WORK,
	.tasks = 1000,
	.stack_bytes = 16 << 10,
	.parameters = spawn_parameters,
	.task = spawn_task,
};
