#ifndef RUNNERS_TIMER_H
#define RUNNERS_TIMER_H

#include <stddef.h>
#include <stdint.h>

#include "runners/calendar.h"

/* Something that is due at a time; part of whatever waits for it. */
struct timer {
	uint64_t deadline_ns;      /* of clock_ns(); must stay while it is in */
	struct timer_entry *entry; /* where it is kept; NULL: it is not in */
};

/* Timers, a few or millions: those due within milliseconds in a binary heap, the others in a
 * calendar. Zeroed memory is no timers. */
struct timers {
	struct timer_entry *heap; /* heap[0] is not used */
	size_t count, room;       /* of the heap */
	struct calendar later;
};

/* put a timer in; 0, or -1 with errno set */
int timer_add(struct timers *, struct timer *);

/* take it out; one that is not in is left alone */
void timer_remove(struct timers *, struct timer *);

/* take out the first that is due by now, or NULL: never one that is not */
struct timer *timer_due(struct timers *, uint64_t now_ns);

/* nothing is due before: exact for what is due within milliseconds, else it may be too early.
 * UINT64_MAX if there is no timer */
uint64_t timers_earliest_ns(struct timers *);

/* forget all, and give the memory back */
void timers_close(struct timers *);

#endif
