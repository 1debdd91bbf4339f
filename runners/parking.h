#ifndef RUNNERS_PARKING_H
#define RUNNERS_PARKING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct loop;
struct parking;

/* Where the coroutines of one scheduler are parked. It hangs on their loop, which
 * brings the news of wakes from elsewhere. */

/* the coroutine model's park and wake */
int coroutine_park(_Atomic uint32_t *word, uint32_t expected, uint64_t deadline_ns);
void coroutine_wake(_Atomic uint32_t *word, uint32_t count);

/* What a turn of the loop does for the parked: returns how long the turn may wait. */
uint64_t parking_turn(struct loop *, uint64_t patience_ns);

/* Nobody is parked: call the sentries back. Whether one is still out, that may have taken a wake
 * meant for somebody elsewhere: a turn of the loop passes it on. */
bool parking_leave(struct loop *);

/* give it back; nobody is parked. NULL is nothing */
void parking_free(struct parking *);

#endif
