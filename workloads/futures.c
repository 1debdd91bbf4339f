/*
 * What pools and futures are for, and nothing else: a task hands more jobs than it
 * has workers to a pool of its own, each of them a wait, and collects what comes of
 * them. Five jobs on three workers take two waits, whatever the workers are, and
 * however they are collected; where there are no workers, five. How many jobs ran at
 * once, and how many workers there were to do them, is counted.
 */
#include "runners/pool.h"
#include "workloads/gauge.h"
#include "workloads/workload.h"

#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

/* what the jobs share is no parameter: it lies behind them, in a value of the workload's own */
enum { POOL, JOBS, WAIT, HOW, SHARED };
enum { MAP, COMPLETED, CALLBACK, RESULT };

struct shared {
	size_t bytes; /* of all this */
	_Atomic uint64_t done, workers;
	struct gauge all;
	struct gauge pool[]; /* each task's */
};

static struct shared *
shared_of(const struct value *values)
{
	return (struct shared *)(uintptr_t)values[SHARED].number;
}

static int
futures_setup(struct value *values, size_t tasks)
{
	struct shared *shared;
	size_t bytes;

	if (__builtin_mul_overflow(tasks, sizeof *shared->pool, &bytes) ||
	    __builtin_add_overflow(bytes, sizeof *shared, &bytes)) {
		errno = ENOMEM;
		return -1;
	}
	shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return -1;
	shared->bytes = bytes;
	values[SHARED].number = (uintptr_t)shared;
	return 0;
}

static void
futures_teardown(struct value *values)
{
	munmap(shared_of(values), shared_of(values)->bytes);
}

struct job {
	uint64_t number, wait_ns;
	struct shared *shared;
	struct gauge *pool; /* its own pool's */
};

static int
job_do(const void *argument, uint64_t *result)
{
	const struct job *job = argument;
	const struct timespec wait = {.tv_sec = (time_t)(job->wait_ns / 1000000000),
	                              .tv_nsec = (long)(job->wait_ns % 1000000000)};
	int status;

	gauge_enter(&job->shared->all);
	gauge_enter(job->pool);
	status = nanosleep(&wait, NULL);
	gauge_leave(job->pool);
	gauge_leave(&job->shared->all);
	atomic_fetch_add(&job->shared->done, 1);
	*result = scramble(job->number);
	return status;
}

/* What a task works with. */
struct order {
	struct pool *pool;
	size_t jobs;
	struct job *job;
	struct future **future;
	uint64_t *result;
	_Atomic uint64_t sum;
	_Atomic int error;
};

static void
note(struct order *o, int status, uint64_t result)
{
	if (status != 0)
		o->error = errno;
	else
		atomic_fetch_add(&o->sum, result);
}

/* in whichever worker, several at once */
static void
called_back(struct future *future, void *order)
{
	uint64_t result = 0;
	const int status = future_result(future, &result, 0);

	note(order, status, result);
}

static void
submit_all(struct order *o, uint64_t how)
{
	for (size_t k = 0; k < o->jobs && !o->error; k++) {
		o->future[k] = pool_submit(o->pool, job_do, &o->job[k], sizeof o->job[k]);
		if (!o->future[k] ||
		    (how == CALLBACK && future_on_done(o->future[k], called_back, o) != 0))
			o->error = errno;
	}
}

/* take them as they were submitted, or as they are completed */
static void
take_all(struct order *o, uint64_t how)
{
	for (size_t k = 0; k < o->jobs && !o->error; k++) {
		ptrdiff_t at = how == COMPLETED ? future_next_done(o->future, o->jobs, UINT64_MAX)
		                                : (ptrdiff_t)k;
		uint64_t result = 0;
		int status = at < 0 ? -1 : future_result(o->future[at], &result, UINT64_MAX);

		note(o, status, result);
	}
}

static void
map_all(struct order *o)
{
	if (pool_map(o->pool, job_do, o->job, sizeof *o->job, o->jobs, o->result, UINT64_MAX) != 0)
		o->error = errno;
	for (size_t k = 0; k < o->jobs && !o->error; k++)
		note(o, 0, o->result[k]);
}

static void
collect(struct order *o, uint64_t how)
{
	if (how == MAP) {
		map_all(o);
		return;
	}
	submit_all(o, how);
	if (how != CALLBACK)
		take_all(o, how);
	for (size_t k = 0; k < o->jobs; k++)
		future_free(o->future[k]); /* once it has called back */
}

static int
order_make(struct order *o, const struct value *values, size_t i)
{
	struct shared *shared = shared_of(values);

	o->jobs = values[JOBS].number;
	o->job = calloc(o->jobs, sizeof *o->job);
	o->future = calloc(o->jobs, sizeof(struct future *));
	o->result = calloc(o->jobs, sizeof *o->result);
	if (!o->job || !o->future || !o->result)
		return -1;
	for (size_t k = 0; k < o->jobs; k++)
		o->job[k] = (struct job){
			i * o->jobs + k, values[WAIT].number, shared, &shared->pool[i]};
	o->pool = pool_new(values[POOL].number);
	return o->pool ? 0 : -1;
}

static int
futures_task(const struct value *values, size_t i, uint64_t *result)
{
	struct order order = {.jobs = 0};

	if (order_make(&order, values, i) == 0)
		collect(&order, values[HOW].number);
	else
		order.error = errno;
	if (order.pool)
		atomic_fetch_add(&shared_of(values)->workers, pool_workers(order.pool));
	pool_free(order.pool);
	free(order.job);
	free(order.future);
	free(order.result);
	*result = order.sum;
	return order.error == 0 ? 0
	                        : workload_fail("a pool of %llu workers: %s",
	                                        (unsigned long long)values[POOL].number,
	                                        strerror(order.error));
}

static int
futures_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	struct shared *shared = shared_of(values);
	const uint64_t done = atomic_load(&shared->done);
	uint64_t peak = 0;

	for (size_t i = 0; i < tasks; i++)
		if (shared->pool[i].peak > peak)
			peak = shared->pool[i].peak;
	outcomes[0] = (struct outcome){"jobs", done};
	outcomes[1] = (struct outcome){"jobs_at_once", atomic_load(&shared->all.peak)};
	outcomes[2] = (struct outcome){"jobs_at_once_in_a_pool", peak};
	outcomes[3] = (struct outcome){"workers", atomic_load(&shared->workers)};
	if (peak > values[POOL].number)
		return workload_fail("%" PRIu64 " jobs ran at once in a pool of %" PRIu64
		                     " workers",
		                     peak,
		                     values[POOL].number);
	if (done != tasks * values[JOBS].number)
		return workload_fail("%" PRIu64 " jobs were done of %" PRIu64,
		                     done,
		                     tasks * values[JOBS].number);
	return 0;
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

static const struct parameter futures_parameters[] = {
	[POOL] = {.name = "pool",
                  .unit = UNIT_COUNT,
                  .preset = "3",
                  .summary = "workers of each task's pool",
                  .least = 1,
                  .most = 64},
	[JOBS] = {.name = "jobs",
                  .unit = UNIT_COUNT,
                  .preset = "5",
                  .summary = "how many each task submits",
                  .least = 1,
                  .most = 100000},
	[WAIT] = {.name = "wait",
                  .unit = UNIT_DURATION,
                  .preset = "10ms",
                  .summary = "how long each job sleeps"},
	[HOW] = {.name = "how",
                 .unit = UNIT_CHOICE,
                 .preset = "map",
                 .summary = "how their results are collected",
                 .choices = ways},
	{.name = NULL},
};

const struct workload workload_futures = {
	.name = "futures",
	.summary = "jobs handed to a pool of the task's own, and collected",
	.bound = IO_BOUND,
	.tasks = 8,
	.stack_bytes = 32 << 10,
	.parameters = futures_parameters,
	.setup = futures_setup,
	.teardown = futures_teardown,
	.task = futures_task,
	.least_ns = futures_least_ns,
	.outcomes = futures_outcomes,
};
