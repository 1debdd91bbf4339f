#ifndef RUNNERS_TIMER_H
#define RUNNERS_TIMER_H

#include <stddef.h>
#include <stdint.h>

/* Something that is due at a time; part of whatever waits for it. */
struct timer {
	uint64_t deadline_ns; /* of clock_ns() */
	size_t place;         /* in the heap, from 1; 0: not in it */
};

/* Timers, the first due on top: a binary heap. Zeroed memory is an empty one. */
struct timers {
	struct timer **heap; /* heap[0] is not used */
	size_t count, room;
};

/* put a timer in; 0, or -1 with errno set */
int timer_add(struct timers *, struct timer *);

/* take it out; one that is not in is left alone */
void timer_remove(struct timers *, struct timer *);

/* the one that is due first, or NULL */
struct timer *timer_first(const struct timers *);

/* forget all, and give the heap back */
void timers_close(struct timers *);

#endif
