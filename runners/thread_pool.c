/*
 * W threads, made once; each pulls tasks until none are left.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "runners/runner.h"
#include "runners/thread.h"

static void *
thread_pool_worker(void *argument)
{
	const struct job *job = argument;

	if (tally_arrive(job->tally) == 0)
		tasks_pull(job);
	return NULL;
}

static size_t
start(const struct job *job, pthread_t *threads)
{
	size_t started = 0;

	while (started < job->workers && thread_start(job,
	                                              &threads[started],
	                                              thread_pool_worker,
	                                              started,
	                                              (void *)(uintptr_t)job) == 0)
		started++;
	return started;
}

static int
thread_pool_run(const struct job *job)
{
	pthread_t *threads = calloc(job->workers, sizeof *threads);
	size_t started;

	if (!threads)
		return tally_fail(job->tally, errno, "no memory for %zu threads", job->workers);
	started = start(job, threads);
	if (started == job->workers) {
		while (tally_await(job->tally, (unsigned)started) < started)
			;
		tally_open(job->tally);
	} else
		tally_call_off(job->tally);
	for (size_t k = 0; k < started; k++)
		pthread_join(threads[k], NULL);
	free(threads);
	errno = atomic_load(&job->tally->failed);
	return errno ? -1 : 0;
}

const struct runner runner_thread_pool = {
	.name = "thread-pool",
	.summary = "a fixed number of threads that pull tasks",
	.lifecycle = POOL,
	.stacks = true,
	.run = thread_pool_run,
};
