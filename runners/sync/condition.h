#ifndef RUNNERS_SYNC_CONDITION_H
#define RUNNERS_SYNC_CONDITION_H

#include <stdatomic.h>
#include <stdint.h>

#include "runners/park.h"

struct mutex;
struct vigil;

/* Those who wait until what a mutex guards has changed: for the primitives that have one. */
struct condition {
	_Atomic uint32_t calls; /* all zero: nobody waits */
	uint32_t waiting, called;
};

/* For the holder of the mutex: give it back, wait to be called, and take it again. The caller looks
 * whether there is still something to wait for, and then whether the vigil is over. 0, or -1 with
 * errno EOWNERDEAD: then it does not hold the mutex */
int condition_wait(struct condition *, struct mutex *, struct vigil *);

/* For the holder: call so many of those who wait and were not called yet. How many these are, to be
 * woken when the mutex has been given back */
static inline uint32_t
condition_call(struct condition *c, uint32_t count)
{
	const uint32_t rest = c->waiting - c->called;

	if (__builtin_expect(rest == 0, 1))
		return 0;
	if (count > rest)
		count = rest;
	c->called += count;
	atomic_fetch_add_explicit(&c->calls, 1, memory_order_relaxed);
	return count;
}

static inline void
condition_wake(struct condition *c, uint32_t count)
{
	if (__builtin_expect(count > 0, 0))
		wake(&c->calls, count);
}

/* the mutex is broken: all shall find out */
void condition_abandon(struct condition *);

#endif
