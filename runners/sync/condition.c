/*
 * Who is called comes back, and so does who has waited too long; each counts as
 * one that was called, if there is one. So there are never fewer on their way than
 * were called, and none is called for whom one is on its way already.
 */
#include "runners/sync/condition.h"

#include <stdbool.h>

#include "runners/park.h"
#include "runners/sync/mutex.h"
#include "runners/sync/vigil.h"

int
condition_wait(struct condition *c, struct mutex *mutex, struct vigil *vigil)
{
	const uint32_t calls = atomic_load_explicit(&c->calls, memory_order_relaxed);

	const bool alone = c->waiting++ == 0;

	mutex_unlock(mutex);
	if (alone)
		vigil_watch(&c->calls, calls);
	vigil_park(vigil, &c->calls, calls);
	if (mutex_lock(mutex, UINT64_MAX) != 0)
		return -1;
	c->waiting--;
	c->called -= c->called > 0;
	return 0;
}

void
condition_abandon(struct condition *c)
{
	atomic_fetch_add(&c->calls, 1);
	wake(&c->calls, UINT32_MAX);
}
