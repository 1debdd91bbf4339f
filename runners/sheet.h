#ifndef RUNNERS_SHEET_H
#define RUNNERS_SHEET_H

#include <stdint.h>

struct timer;

/* where a timer is kept: the deadline beside the pointer, so that sorting touches no timer */
struct timer_entry {
	uint64_t deadline_ns;
	struct timer *timer;
};

enum { SHEET_ENTRIES = 63 };

/* A kilobyte of a calendar's entries, at a multiple of its size: so an entry's address tells its sheet. */
struct sheet {
	struct sheet *next;
	uint32_t count;
	uint32_t page;
	struct timer_entry entry[SHEET_ENTRIES];
};

/* Those that lie ready, and the memory that all came from. Zeroed memory has none. */
struct sheets {
	struct sheet *spare;
	struct sheet *slabs;
};

/* an empty one for that page, or NULL with errno set */
struct sheet *sheet_take(struct sheets *, uint32_t page);

/* to be taken again */
void sheet_give(struct sheets *, struct sheet *);

/* the one that an entry is on */
struct sheet *sheet_of(const struct timer_entry *);

/* the same ones in the opposite order */
struct sheet *sheets_reversed(struct sheet *);

/* give the memory back, of all that were ever taken */
void sheets_close(struct sheets *);

#endif
