#ifndef WORKLOADS_BACKLOG_H
#define WORKLOADS_BACKLOG_H

#include <stddef.h>
#include <stdint.h>

#include "workloads/server.h"

/*
 * The requests that our server has not answered yet. As many as it has capacity
 * for are worked on, each for its time; the others queue, first come, first
 * served, as before the pool of workers of a real site.
 */
struct pending {
	void *connection;
	size_t weight;   /* how many delays it takes: 1 to SERVER_SPREAD_MAX */
	uint64_t due_ns; /* when it is worked on: until then */
	struct pending *next;
};

struct line {
	struct pending *first, **last;
};

struct backlog {
	uint64_t delay_ns;
	size_t capacity, busy;
	struct line queue;
	struct line
		work[SERVER_SPREAD_MAX]; /* by weight, so that each is in the order of its ends */
};

/* an empty one; capacity 0 is no limit */
void backlog_init(struct backlog *, uint64_t delay_ns, size_t capacity);

/* a request has come, now */
void backlog_add(struct backlog *, struct pending *, uint64_t now_ns);

/* take out one whose time is over, and begin with one that queued; NULL if there is none yet */
struct pending *backlog_take(struct backlog *, uint64_t now_ns);

/* when there will be one; UINT64_MAX: never */
uint64_t backlog_due_ns(const struct backlog *);

#endif
