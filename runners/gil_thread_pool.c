/*
 * A fixed number of threads, under the lock of gil_thread.c.
 */
#include "runners/gil_thread.h"
#include "runners/runner.h"
#include "runners/thread.h"

static int
run(const struct job *job)
{
	return gil_run(job, thread_pool_run);
}

const struct runner runner_gil_thread_pool = {
	.name = "gil-thread-pool",
	.summary = "a fixed number of threads, under a lock like Python's while they compute",
	.lifecycle = POOL,
	.stacks = true,
	.gil = true,
	.switch_interval = true,
	.crew = &crew_gil_thread,
	.run = run,
};
