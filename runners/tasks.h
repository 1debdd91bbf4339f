#ifndef RUNNERS_TASKS_H
#define RUNNERS_TASKS_H

#include <stddef.h>

#include "runners/scheduler.h"

struct job;

/* A job's tasks as the errand of a scheduler: what the runners with coroutines share. */
struct tasks {
	const struct job *job;
	struct scheduler scheduler;
};

/* a scheduler of this thread for at most `limit` of the job's tasks at once; 0, or -1 with errno set
 * and the tally told */
int tasks_open(struct tasks *, const struct job *, size_t limit);

/* do tasks, each in a coroutine of its own, until none are left or one failed: the tally knows */
void tasks_run(struct tasks *);

/* tell the tally what was seen, and give everything back */
void tasks_close(struct tasks *);

#endif
