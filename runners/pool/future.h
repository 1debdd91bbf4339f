#ifndef RUNNERS_POOL_FUTURE_H
#define RUNNERS_POOL_FUTURE_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/pool.h"
#include "runners/pool/crew.h"
#include "runners/sync/condition.h"
#include "runners/sync/event.h"
#include "runners/sync/mutex.h"
#include "runners/sync/rlock.h"

/* What the files of the pool share. The mutex of a pool guards all of it and of its futures that is
 * not said to be otherwise. */

struct future {
	struct pool *pool;
	struct future *next;  /* in the queue, and then among the ended */
	struct future **link; /* ... what points to it there */
	bool listed;          /* ... whether it is, which changes for nobody else's sake */
	uint64_t number;      /* how many were submitted to the pool before */
	pool_function *function;
	alignas(max_align_t) unsigned char argument[POOL_ARGUMENT_MAX];
	uint64_t result; /* of `done` on */
	int error;       /* ... 0: there is a result */
	bool returned;   /* by future_next_done */
	struct event done, called_back;
	void (*callback)(struct future *, void *);
	void *callback_argument;
	atomic_uint holders; /* whoever submitted, and the pool until it has called back */
};

struct pool {
	struct mutex mutex;
	const struct crew *crew;
	size_t stack_bytes;
	size_t most, idle; /* workers; one is idle that has nothing to do, or has not begun */
	atomic_size_t started;
	size_t queued;
	struct future *first, **last; /* of the queue */
	struct condition work, progress;
	struct rlock calling; /* where callbacks come one at a time */
	struct future *ended,
		**last_ended; /* in this order, those that future_next_done has not returned */
	uint64_t submitted;
	size_t unreturned; /* where future_next_done found one last time that it has yet to return */
	int refusal; /* errno of why nothing more is submitted: it was shut down, or is broken */
	bool closed, joined;
	atomic_uint holders; /* whoever made it, and its futures */
	struct worker worker[];
};

/* take the pool's mutex, and give it back. Nobody ends who has it, so that taking it cannot fail */
void pool_enter(struct pool *);
void pool_leave(struct pool *);

/* have the worker do it: 0 with *result set, or an errno */
int worker_perform(struct worker *, const struct future *, uint64_t *result);

/* end a future that is in no queue: with its result, or with an errno. If `worker` did it, that one is
 * idle when it has called back */
void future_end(struct future *, int error, uint64_t result, bool worker);

/* nobody wants it any longer: it is not begun, if it has not; and given back when it is done */
void future_abandon(struct future *);

/* one of its holders does no longer need it */
void future_drop(struct future *);
void pool_drop(struct pool *);

#endif
