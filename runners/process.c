/*
 * A forked process per task. At most `in_flight` live at once; as one ends, the
 * next is forked. They share the tally and nothing else.
 */
#include <errno.h>
#include <stdlib.h>

#include "runners/child.h"
#include "runners/runner.h"

static int
do_one(const struct job *job, size_t task)
{
	return task_do(job, task);
}

static int
arrive_and_do_one(const struct job *job, size_t task)
{
	return tally_arrive(job->tally) == 0 ? task_do(job, task) : 0;
}

static int
process_run(const struct job *job)
{
	struct tally *t = job->tally;
	size_t slots = job->in_flight < t->tasks ? job->in_flight : t->tasks;
	struct children *c = children_new(job, slots);
	size_t begun = 0;

	if (!c)
		return -1;
	while (begun < slots && child_start(c, begun, arrive_and_do_one, begun) == 0)
		begun++;
	children_release(c, (unsigned)c->alive);
	while (c->alive > 0) {
		size_t slot = child_reap(c, 0);

		if (begun < t->tasks && !atomic_load(&t->failed) &&
		    child_start(c, slot, do_one, begun) == 0)
			begun++;
	}
	free(c);
	errno = atomic_load(&t->failed);
	return errno ? -1 : 0;
}

const struct runner runner_process = {
	.name = "process",
	.summary = "a forked process per task",
	.lifecycle = WORKER_PER_TASK,
	.crew = &crew_process,
	.run = process_run,
};
