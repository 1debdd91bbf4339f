#ifndef RUNNERS_POOL_CREW_H
#define RUNNERS_POOL_CREW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/pool.h"

/* One who works for a pool. */
struct worker {
	struct pool *pool;
	struct future *doing; /* what it has taken and not done */
	bool died;            /* it can do no more: set by perform */
	void *own;            /* the crew's */
};

/* What the workers of a pool are: a field of the runner. */
struct crew {
	const char *name; /* what they are, in the plural */
	/* start one, which calls pool_work once; 0, or -1 with errno set */
	int (*start)(struct worker *, size_t stack_bytes);
	/* wait until it has ended, and give back what start took */
	void (*join)(struct worker *);
	bool calls_by_turns; /* callbacks come one at a time, whichever worker calls */
	/* have a function done elsewhere: as that answers, or -1 with worker->died. NULL: the worker
	 * calls it */
	int (*perform)(struct worker *, pool_function *, const void *argument, uint64_t *result);
};

/* Who works for the pools that are made from now on, in this process and those that it forks, on
 * stacks of so many bytes (0: the system's). NULL: nobody, and what is submitted is done at once. */
void crew_choose(const struct crew *, size_t stack_bytes);

/* what a worker does: all that is submitted, until the pool is shut down or its worker has died */
void pool_work(struct worker *);

/* the worker has died: what it was doing ends so, and the pool is broken */
void pool_lost(struct worker *);

#endif
