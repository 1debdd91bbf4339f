/*
 * A coroutine per task on one OS thread, with a stack of its own; one whose
 * task never waited is used again for the next. A blocking
 * call of a task suspends its coroutine only: the seam asks coroutine_model,
 * which arms the event loop and goes on with whoever is ready. What computes,
 * or blocks where the seam does not reach, holds up all the others: that is
 * the model's nature, and measured, not hidden.
 */
#include <errno.h>

#include "runners/runner.h"
#include "runners/tasks.h"

static int
coroutine_run(const struct job *job)
{
	struct tasks tasks;

	if (tasks_open(&tasks, job, job->in_flight) != 0)
		return -1;
	tally_open(job->tally);
	tasks_run(&tasks);
	tasks_close(&tasks);
	errno = atomic_load(&job->tally->failed);
	return errno ? -1 : 0;
}

const struct runner runner_coroutine = {
	.name = "coroutine",
	.summary = "a coroutine per task on one OS thread, with an event loop",
	.lifecycle = WORKER_PER_TASK,
	.stacks = true,
	.loop = true,
	.crew = &crew_coroutine,
	.run = coroutine_run,
};
