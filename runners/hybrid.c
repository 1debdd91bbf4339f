/*
 * P processes, each with T threads, each with a scheduler of coroutines: one
 * coroutine per task. The schedulers pull tasks from the one counter of the
 * run, so that one with slow tasks takes fewer; the limit of tasks in flight is
 * dealt out among them.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "runners/child.h"
#include "runners/runner.h"
#include "runners/tasks.h"
#include "runners/thread.h"

/* the share of tasks in flight of the k-th scheduler of all */
static size_t
share(const struct job *job, size_t k)
{
	const size_t all = job->processes * job->threads;
	const size_t most = job->in_flight < job->tally->tasks ? job->in_flight : job->tally->tasks;

	return most / all + (k < most % all);
}

struct loop_thread {
	const struct job *job;
	size_t k; /* of all schedulers */
	pthread_t thread;
};

static int
pull(const struct job *job, size_t k)
{
	struct tasks tasks;

	if (tasks_open(&tasks, job, share(job, k)) != 0)
		return -1;
	if (tally_arrive(job->tally) == 0)
		tasks_run(&tasks);
	tasks_close(&tasks);
	return atomic_load(&job->tally->failed) ? -1 : 0;
}

static void *
thread_worker(void *argument)
{
	const struct loop_thread *t = argument;

	pull(t->job, t->k);
	return NULL;
}

/* start the process's other threads; how many there are */
static size_t
start(const struct job *job, struct loop_thread *threads, size_t first)
{
	struct job with_system_stacks = *job; /* job->stack_bytes is for coroutines */
	size_t k = 1;

	with_system_stacks.stack_bytes = 0;
	for (; k < job->threads && share(job, first + k) > 0; k++) {
		threads[k] = (struct loop_thread){.job = job, .k = first + k};
		if (thread_start(&with_system_stacks,
		                 &threads[k].thread,
		                 thread_worker,
		                 first + k,
		                 &threads[k]) != 0)
			break;
	}
	return k;
}

/* the process's first thread is one of the T */
static int
process_worker(const struct job *job, size_t process)
{
	const size_t first = process * job->threads;
	struct loop_thread *threads = calloc(job->threads, sizeof *threads);
	size_t started;

	if (!threads)
		return tally_fail(job->tally, errno, "no memory for %zu threads", job->threads);
	started = start(job, threads, first);
	pull(job, first);
	while (--started > 0)
		pthread_join(threads[started].thread, NULL);
	free(threads);
	return atomic_load(&job->tally->failed) ? -1 : 0;
}

/* schedulers that have a share of the tasks in flight */
static size_t
schedulers(const struct job *job)
{
	size_t k = 0;

	while (k < job->processes * job->threads && share(job, k) > 0)
		k++;
	return k;
}

static int
hybrid_run(const struct job *job)
{
	const size_t all = schedulers(job);
	struct children *c = children_new(job, job->processes);

	if (!c)
		return -1;
	for (size_t p = 0; p < job->processes && p * job->threads < all; p++)
		if (child_start(c, p, process_worker, p) != 0)
			break;
	children_release(c, (unsigned)all);
	while (c->alive > 0)
		child_reap(c, 0);
	free(c);
	errno = atomic_load(&job->tally->failed);
	return errno ? -1 : 0;
}

const struct runner runner_hybrid = {
	.name = "hybrid",
	.summary = "several processes, each with threads, each with coroutines",
	.lifecycle = WORKER_PER_TASK,
	.stacks = true,
	.loop = true,
	.grid = true,
	.crew = &crew_coroutine,
	.run = hybrid_run,
};
