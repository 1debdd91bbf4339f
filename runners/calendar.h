#ifndef RUNNERS_CALENDAR_H
#define RUNNERS_CALENDAR_H

#include <stddef.h>
#include <stdint.h>

#include "runners/sheet.h"

struct timer;

/*
 * Timers that are not due soon, on pages of a calendar: to put one in or take
 * it out costs the same for a million as for one, and a page is put in order
 * only when its time has come. After R. Brown, "Calendar queues: a fast O(1)
 * priority queue implementation for the simulation event set problem", CACM
 * 31(10), 1988. What lies beyond the last page waits on a sheet of its own.
 */

struct calendar_page {
	struct sheet *sheet;  /* the open one, and others below it; none is empty */
	uint64_t earliest_ns; /* no entry is due before */
	uint64_t latest_ns;   /* the last entry's; UINT64_MAX: they are in no order */
};

/* Zeroed memory is an empty one. */
struct calendar {
	uint64_t start_ns; /* of the first page; nothing is due before */
	struct calendar_page *page;
	uint64_t *occupied; /* a bit for each page */
	/* A page that was turned with its entries in order, as they are where all wait equally long: they
	 * are taken as they lie, the first from this sheet. */
	struct sheet *turned;
	uint32_t taken; /* entries of that sheet */
	struct sheets sheets;
};

/* put in a timer that is due at start_ns or later; 0, or -1 with errno set */
int calendar_add(struct calendar *, struct timer *);

/* take one out that is in */
void calendar_remove(struct calendar *, struct timer *);

/* a time before which nothing is due; UINT64_MAX if nothing is in */
uint64_t calendar_earliest_ns(struct calendar *);

/* Turn the pages up to now, or to one that was turned in order and still has entries: start_ns moves
 * behind it. The timers of the other pages are handed to take, and are in no longer. 0, or -1 if take
 * failed; what it did not take stays in. */
int calendar_turn(struct calendar *, uint64_t now_ns, int (*take)(void *, struct timer *),
                  void *taker);

/* the first timer of the page that was turned in order, which stays in; NULL if there is none */
struct timer *calendar_first(struct calendar *);

/* forget all, and give the memory back */
void calendar_close(struct calendar *);

#endif
