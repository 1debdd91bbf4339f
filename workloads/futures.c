/*
 * What pools and futures are for, and nothing else: a task hands more jobs than it
 * has workers to a pool of its own, each of them a wait, and collects what comes of
 * them. Five jobs on three workers take two waits, whatever the workers are, and
 * however they are collected; where there are no workers, five. How many jobs ran at
 * once, and how many workers there were to do them, is counted.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/batch.h"
#include "workloads/duration.h"
#include "workloads/gauge.h"
#include "workloads/workload.h"

enum { POOL, JOBS, WAIT, HOW };

struct shared {
	_Atomic uint64_t done, workers;
	struct gauge all;
	struct gauge pool[]; /* each task's */
};

struct job {
	uint64_t number, wait_ns;
	struct shared *shared;
	struct gauge *pool; /* its own pool's */
};

static int
job_do(const void *argument, uint64_t *result)
{
	const struct job *job = argument;
	int status;

	gauge_enter(&job->shared->all);
	gauge_enter(job->pool);
	status = nap(job->wait_ns);
	gauge_leave(job->pool);
	gauge_leave(&job->shared->all);
	atomic_fetch_add(&job->shared->done, 1);
	*result = scramble(job->number);
	return status;
}

static struct job *
jobs_make(const struct value *values, size_t i)
{
	struct shared *shared = workload_shared(values);
	const size_t count = values[JOBS].number;
	struct job *jobs = calloc(count, sizeof *jobs);

	for (size_t k = 0; jobs && k < count; k++)
		jobs[k] =
			(struct job){i * count + k, values[WAIT].number, shared, &shared->pool[i]};
	return jobs;
}

static int
futures_task(const struct value *values, size_t i, uint64_t *result)
{
	struct shared *shared = workload_shared(values);
	struct job *jobs = jobs_make(values, i);
	struct pool *pool = pool_new(values[POOL].number);
	const struct batch batch = {.function = job_do,
	                            .arguments = jobs,
	                            .size = sizeof *jobs,
	                            .count = values[JOBS].number,
	                            .how = (enum collection)values[HOW].number};
	const int status = jobs && pool ? batch_run(&batch, pool, result) : -1;
	const int error = errno;

	if (pool)
		atomic_fetch_add(&shared->workers, pool_workers(pool));
	pool_free(pool);
	free(jobs);
	return status == 0 ? 0
	                   : workload_fail("a pool of %" PRIu64 " workers: %s",
	                                   values[POOL].number,
	                                   strerror(error));
}

static int
futures_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	struct shared *shared = workload_shared(values);
	uint64_t peak = 0;

	for (size_t i = 0; i < tasks; i++)
		if (shared->pool[i].peak > peak)
			peak = shared->pool[i].peak;
	outcomes[0] = (struct outcome){"jobs", shared->done};
	outcomes[1] = (struct outcome){"jobs_at_once", shared->all.peak};
	outcomes[2] = (struct outcome){"jobs_at_once_in_a_pool", peak};
	outcomes[3] = (struct outcome){"workers", shared->workers};
	if (peak > values[POOL].number)
		return workload_fail("%" PRIu64 " jobs ran at once in a pool of %" PRIu64
		                     " workers",
		                     peak,
		                     values[POOL].number);
	return workload_require(shared->done, tasks * values[JOBS].number, "jobs were done");
}

static uint64_t
futures_least_ns(const struct value *values)
{
	const uint64_t workers = values[POOL].number;

	return (values[JOBS].number + workers - 1) / workers * values[WAIT].number;
}

static const char *const ways[] = {
	[MAP] = "map",
	[COMPLETED] = "completed",
	[CALLBACK] = "callback",
	[RESULT] = "result",
	NULL,
};

/* clang-format off */
static const struct parameter futures_parameters[] = {
	[POOL] = {.name = "pool", .unit = UNIT_COUNT, .preset = "3", .least = 1, .most = 64,
	          .summary = "workers of each task's pool"},
	[JOBS] = {.name = "jobs", .unit = UNIT_COUNT, .preset = "5", .least = 1, .most = 100000,
	          .summary = "how many each task submits"},
	[WAIT] = {.name = "wait", .unit = UNIT_DURATION, .preset = "10ms",
	          .summary = "how long each job sleeps"},
	[HOW] = {.name = "how", .unit = UNIT_CHOICE, .preset = "map", .choices = ways,
	         .summary = "how their results are collected"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_futures = {
	.name = "futures",
	.summary = "jobs handed to a pool of the task's own, and collected",
	.bound = IO_BOUND,
	.tasks = 8,
	.stack_bytes = 32 << 10,
	.parameters = futures_parameters,
	.shared_bytes = sizeof(struct shared),
	.shared_bytes_each = sizeof(struct gauge),
	.task = futures_task,
	.least_ns = futures_least_ns,
	.outcomes = futures_outcomes,
};
