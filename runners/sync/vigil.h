#ifndef RUNNERS_SYNC_VIGIL_H
#define RUNNERS_SYNC_VIGIL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * A wait that may take several parkings. Who parks for long comes back now and then to look: whoever
 * was to wake it may have been killed.
 */
struct vigil {
	uint64_t deadline_ns; /* as of mutex_lock */
	uint64_t patience_ns; /* until it looks */
	int over;             /* errno of why it has ended: ETIMEDOUT, ENOMEM; 0 if it has not */
	bool looks;           /* it was not woken: it is time to look whether anybody lives */
};

/* When it looks for the first time. Tests say never, UINT64_MAX: or they would not notice if somebody were
 * forgotten. */
extern uint64_t vigil_first_look_ns;

/* one until the deadline; over already if that is 0 */
struct vigil vigil_begin(uint64_t deadline_ns);

/* Park once while the word is as expected. The caller looks at the word again, and then at `over`, also
 * if the deadline has passed. errno is kept */
void vigil_park(struct vigil *, _Atomic uint32_t *word, uint32_t expected);

/* Watch the word for a moment, about as long as parking takes, in the hope that it changes; but not where
 * the caller is in the way of who is to change it, as a coroutine, the holder of a GIL, and on a
 * single CPU. For hand-overs between two: many would keep the others from the CPUs */
void vigil_watch(_Atomic uint32_t *word, uint32_t expected);

#endif
