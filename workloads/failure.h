#ifndef WORKLOADS_FAILURE_H
#define WORKLOADS_FAILURE_H

#include <stdatomic.h>
#include <stdbool.h>

/* The first failure of tasks that depend on each other, in memory that they share: those who give up for
 * it tell the same reason, so that it is known whoever ends first. All zero: none yet. */
struct failure {
	_Atomic int state;
	char reason[160];
};

/* this task has failed, as it is about to tell: note why, if it is the first; returns -1, and keeps errno */
int failure_note(struct failure *);

/* whether it was noted */
bool failure_is_noted(const struct failure *);

/* give up for it: -1 as a workload's task */
int failure_tell(const struct failure *);

#endif
