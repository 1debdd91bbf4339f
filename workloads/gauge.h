#ifndef WORKLOADS_GAUGE_H
#define WORKLOADS_GAUGE_H

#include <stdatomic.h>
#include <stdint.h>

/* How many are in something now, and how many were at most, in memory that those share who come and go. All
 * zero: nobody yet. */
struct gauge {
	_Atomic uint64_t now, peak;
};

/* the most that was seen is at least this */
void peak_raise(_Atomic uint64_t *peak, uint64_t value);

/* come, and go */
void gauge_enter(struct gauge *);
void gauge_leave(struct gauge *);

#endif
