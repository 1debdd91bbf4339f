/*
 * The word has whether it is set, whether somebody may be parked, and above these how
 * often it was set: so who waited while it was set and cleared again knows that it was.
 */
#include "runners/sync/event.h"

#include <errno.h>

#include "runners/park.h"
#include "runners/sync/vigil.h"

enum { SET = 1, WAITERS = 2, ONCE = 4 };

void
event_set(struct event *e)
{
	uint32_t is = atomic_load(&e->word);

	do
		if (is & SET)
			return;
	while (!atomic_compare_exchange_weak(
		&e->word, &is, ((is & ~(uint32_t)WAITERS) + ONCE) | SET));
	if (is & WAITERS)
		wake(&e->word, UINT32_MAX);
}

void
event_clear(struct event *e)
{
	atomic_fetch_and(&e->word, ~(uint32_t)SET);
}

bool
event_is_set(const struct event *e)
{
	return atomic_load(&e->word) & SET;
}

int
event_wait(struct event *e, uint64_t deadline_ns)
{
	struct vigil vigil = vigil_begin(deadline_ns);
	uint32_t is = atomic_load(&e->word);
	const uint32_t times = is / ONCE;

	while (!(is & SET) && is / ONCE == times) {
		if (vigil.over) {
			errno = vigil.over;
			return -1;
		}
		if ((is & WAITERS) || atomic_compare_exchange_weak(&e->word, &is, is | WAITERS))
			vigil_park(&vigil, &e->word, is | WAITERS);
		is = atomic_load(&e->word);
	}
	return 0;
}
