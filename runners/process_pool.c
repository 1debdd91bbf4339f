/*
 * W forked processes, made once; each pulls tasks until none are left.
 */
#include <errno.h>
#include <stdlib.h>

#include "runners/child.h"
#include "runners/runner.h"

static int
process_pool_worker(const struct job *job, size_t worker)
{
	(void)worker;
	return tally_arrive(job->tally) == 0 ? tasks_pull(job) : 0;
}

static int
process_pool_run(const struct job *job)
{
	struct children *c = children_new(job, job->workers);
	size_t started = 0;

	if (!c)
		return -1;
	while (started < job->workers && child_start(c, started, process_pool_worker, started) == 0)
		started++;
	children_release(c, (unsigned)c->alive);
	while (c->alive > 0)
		child_reap(c, 0);
	free(c);
	errno = atomic_load(&job->tally->failed);
	return errno ? -1 : 0;
}

const struct runner runner_process_pool = {
	.name = "process-pool",
	.summary = "a fixed number of forked processes that pull tasks",
	.lifecycle = POOL,
	.crew = &crew_process,
	.run = process_pool_run,
};
