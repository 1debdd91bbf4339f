#ifndef RUNNERS_READY_H
#define RUNNERS_READY_H

#include "runners/pulse.h"
#include "runners/scheduler.h"

/* Who is ready, and in what order they go on: what scheduler.c and coroutines that suspend share,
 * inline since it is run at every switch. */

/* how far ahead a coroutine is fetched into the cache, and its stack */
enum { FETCH_COROUTINE = 12, FETCH_STACK = 6 };

/* take the first of those that are ready, or NULL */
static inline struct coroutine *
ready_take(struct scheduler *s)
{
	const size_t count = s->ready_last - s->ready_first;
	const size_t first = s->ready_first;

	if (count == 0)
		return NULL;
	if (count > FETCH_COROUTINE) {
		__builtin_prefetch(s->ready[(first + FETCH_COROUTINE) & s->ready_mask]);
		__builtin_prefetch(
			s->ready[(first + FETCH_STACK) & s->ready_mask]->context.place.stack);
	}
	s->ready_first++;
	return s->ready[first & s->ready_mask];
}

static inline void
ready_add(struct scheduler *s, struct coroutine *c)
{
	s->ready[s->ready_last++ & s->ready_mask] = c;
}

/* of a coroutine's stack, where all stacks have the same size: those with a canary */
static inline const char *
coroutine_bottom(const struct scheduler *s, const struct coroutine *c)
{
	return (const char *)c + sizeof *c - s->stacks.bytes;
}

/* whether so many switches have passed that the scheduler should look at the clock */
static inline bool
look_due(struct scheduler *s)
{
	if (s->switches_left == 0)
		return true;
	s->switches_left--;
	return false;
}

/* what a coroutine does: its entry */
void coroutine_live(void *coroutine);

#endif
