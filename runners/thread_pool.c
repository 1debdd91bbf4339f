/*
 * W threads, made once; each pulls tasks until none are left.
 */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "runners/runner.h"
#include "runners/thread.h"

struct pool {
	const struct job *job;
	const struct thread_rites *rites;
};

/* a worker, on its own stack */
struct worker {
	const struct pool *pool;
	bool finished; /* it came home; else a task ended its thread */
};

static void
worker_ends(void *argument)
{
	const struct worker *worker = argument;

	if (!worker->finished)
		tally_fail(worker->pool->job->tally, ECHILD, "a task ended its worker's thread");
	worker->pool->rites->leave();
}

static void *
thread_pool_worker(void *argument)
{
	struct worker worker = {.pool = argument};
	const struct job *job = worker.pool->job;

	worker.pool->rites->enter();
	pthread_cleanup_push(worker_ends, &worker);
	if (tally_arrive(job->tally) == 0)
		tasks_pull(job);
	worker.finished = true;
	pthread_cleanup_pop(1);
	return NULL;
}

static size_t
start(struct pool *pool, pthread_t *threads)
{
	const struct job *job = pool->job;
	size_t started = 0;

	while (started < job->workers &&
	       thread_start(job, &threads[started], thread_pool_worker, started, pool) == 0)
		pool->rites->await(++started);
	return started;
}

int
thread_pool_run(const struct job *job, const struct thread_rites *rites)
{
	struct pool pool = {job, rites};
	pthread_t *threads = calloc(job->workers, sizeof *threads);
	size_t started;

	if (!threads)
		return tally_fail(job->tally, errno, "no memory for %zu threads", job->workers);
	started = start(&pool, threads);
	if (started == job->workers) {
		while (tally_await(job->tally, (unsigned)started) < started)
			;
		tally_open(job->tally);
	} else
		tally_call_off(job->tally);
	for (size_t k = 0; k < started; k++)
		thread_join(threads[k]);
	free(threads);
	errno = atomic_load(&job->tally->failed);
	return errno ? -1 : 0;
}

static int
run(const struct job *job)
{
	return thread_pool_run(job, &plain_threads);
}

const struct runner runner_thread_pool = {
	.name = "thread-pool",
	.summary = "a fixed number of threads that pull tasks",
	.lifecycle = POOL,
	.stacks = true,
	.crew = &crew_thread,
	.run = run,
};
