#ifndef RUNNERS_CALENDAR_H
#define RUNNERS_CALENDAR_H

#include <stddef.h>
#include <stdint.h>

struct timer;

/*
 * Timers that are not due soon, on pages of a calendar: to put one in or take
 * it out costs the same for a million as for one, and a page is put in order
 * only when its time has come. After R. Brown, "Calendar queues: a fast O(1)
 * priority queue implementation for the simulation event set problem", CACM
 * 31(10), 1988. What lies beyond the last page waits on a sheet of its own.
 */

/* where a timer is kept: the deadline beside the pointer, so that sorting touches no timer */
struct timer_entry {
	uint64_t deadline_ns;
	struct timer *timer;
};

/* a kilobyte of entries; it lies at a multiple of its size */
struct calendar_sheet {
	struct calendar_sheet *next;
	uint32_t count;
	uint32_t page;
	struct timer_entry entry[63];
};

struct calendar_page {
	struct calendar_sheet *sheet; /* the open one, and others below it; none is empty */
	uint64_t earliest_ns;         /* no entry is due before */
};

/* Zeroed memory is an empty one. */
struct calendar {
	uint64_t start_ns; /* of the first page; nothing is due before */
	struct calendar_page *page;
	uint64_t *occupied; /* a bit for each page */
	struct calendar_sheet *spare;
	struct calendar_sheet *slabs;
};

/* put in a timer that is due at start_ns or later; 0, or -1 with errno set */
int calendar_add(struct calendar *, struct timer *);

/* take one out that is in */
void calendar_remove(struct calendar *, struct timer *);

/* a time before which nothing is due; UINT64_MAX if nothing is in */
uint64_t calendar_earliest_ns(const struct calendar *);

/* Turn the pages up to now: start_ns moves behind it, and all timers that are due before that are
 * handed to take, and are in no longer. 0, or -1 if take failed; what it did not take stays in. */
int calendar_turn(struct calendar *, uint64_t now_ns, int (*take)(void *, struct timer *),
                  void *taker);

/* forget all, and give the memory back */
void calendar_close(struct calendar *);

#endif
