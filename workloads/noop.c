/*
 * Nothing: what a run of it takes is the price of the process and the runner.
 */
#include "workloads/workload.h"

static int
noop_task(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	*result = i;
	return 0;
}

static const struct parameter noop_parameters[] = {{.name = NULL}};

const struct workload workload_noop = {
	.name = "noop",
	.summary = "nothing: the floor under every other time",
	.bound = NO_WORK,
	.tasks = 1,
	.stack_bytes = 16 << 10,
	.parameters = noop_parameters,
	.task = noop_task,
};
