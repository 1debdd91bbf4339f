#ifndef RUNNERS_READY_H
#define RUNNERS_READY_H

#include "runners/pulse.h"
#include "runners/scheduler.h"
#include "runners/trace.h"

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

/* what a coroutine does: its entry; and what a hand does */
void coroutine_live(void *coroutine);
void coroutine_lend_hand(void *coroutine);

/* make one on a stack that nobody has had; NULL with errno set */
struct coroutine *coroutine_new(struct stacks *, void (*entry)(void *));

/* what is seen of a coroutine when the run is observed: its task, unless it only helps with one */
static inline uint32_t
coroutine_seen_as(const struct coroutine *c)
{
	return c->hand ? NO_TASK : (uint32_t)c->task;
}

/* give back what the coroutines on these stacks hold beside them */
void coroutines_end(const struct stacks *);

/* make the ring, for as many as the limit; make room for so many, at most twice as many as before: 0, or
 * -1 with errno set; and give it back */
int ready_open(struct scheduler *);
int ready_widen(struct scheduler *, size_t coroutines);
void ready_close(struct scheduler *);

/* give back all that hands had; if the scheduler failed, their stacks stay, as the others do */
void hands_close(struct scheduler *);

#endif
