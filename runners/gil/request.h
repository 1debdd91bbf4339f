#ifndef RUNNERS_GIL_REQUEST_H
#define RUNNERS_GIL_REQUEST_H

#include "runners/gil/design.h"

/*
 * The lock of CPython 3.2 and later (Python/ceval_gil.c): the clock runs in
 * those who wait. One who has waited for the switch interval, while the lock
 * was nobody else's, sets a request, which the holder sees at its next
 * checkpoint. Three designs share it.
 */

/* take the lock; `eager`: ask for it as often as one finds it taken, without waiting first */
void request_take(struct gil *, struct gil_worker *, bool eager);

/* let it go, and wake one who waits */
void request_drop(struct gil *, const struct gil_worker *);

/* after request_drop, if somebody had asked: return when another has taken it (forced switching), so
 * that the one who dropped it cannot be the first again */
void request_hand_over(struct gil *, struct gil_worker *);

#endif
