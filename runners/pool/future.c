/*
 * What becomes of a function that was submitted: waited for, called back, and taken in the order of being
 * done. Whoever ends a future touches it last when it gives up its hold.
 */
#include "runners/pool/future.h"

#include <errno.h>
#include <stdlib.h>

#include "runners/sync/vigil.h"

/* Those that have ended and were not returned, in this order. */

static void
list_add(struct future *f)
{
	struct pool *p = f->pool;

	f->next = NULL;
	f->link = p->last_ended;
	f->listed = true;
	*p->last_ended = f;
	p->last_ended = &f->next;
}

static void
list_remove(struct future *f)
{
	*f->link = f->next;
	if (f->next)
		f->next->link = f->link;
	else
		f->pool->last_ended = f->link;
	f->listed = false;
}

void
future_drop(struct future *f)
{
	struct pool *pool = f->pool;

	if (atomic_fetch_sub(&f->holders, 1) > 1)
		return;
	if (f->listed) {
		pool_enter(pool);
		list_remove(f);
		pool_leave(pool);
	}
	free(f);
	pool_drop(pool);
}

/* a callback may find others to be called at once, and nobody ends in one */
static void
call_back(struct future *f)
{
	struct pool *p = f->pool;
	const bool by_turns = p->crew && p->crew->calls_by_turns;

	if (by_turns)
		(void)rlock_lock(&p->calling, UINT64_MAX);
	f->callback(f, f->callback_argument);
	if (by_turns)
		(void)rlock_unlock(&p->calling);
}

void
future_end(struct future *f, int error, uint64_t result, bool worker)
{
	struct pool *p = f->pool;
	bool calls;
	uint32_t called;

	pool_enter(p);
	f->error = error;
	f->result = result;
	list_add(f);
	calls = f->callback != NULL;
	p->idle += worker && !calls;
	event_set(&f->done);
	called = condition_call(&p->progress, UINT32_MAX);
	pool_leave(p);
	condition_wake(&p->progress, called);
	if (calls)
		call_back(f);
	if (calls && worker) {
		pool_enter(p);
		p->idle++;
		pool_leave(p);
	}
	event_set(&f->called_back);
	future_drop(f);
}

int
future_result(struct future *f, uint64_t *result, uint64_t deadline_ns)
{
	if (event_wait(&f->done, deadline_ns) != 0)
		return -1;
	if (f->error == 0) {
		*result = f->result;
		return 0;
	}
	errno = f->error;
	return -1;
}

bool
future_done(const struct future *f)
{
	return event_is_set(&f->done);
}

int
future_on_done(struct future *f, void (*callback)(struct future *, void *), void *argument)
{
	bool taken;
	bool done;

	pool_enter(f->pool);
	taken = f->callback != NULL;
	done = future_done(f);
	if (!taken) {
		f->callback = callback;
		f->callback_argument = argument;
	}
	pool_leave(f->pool);
	if (taken) {
		errno = EBUSY;
		return -1;
	}
	if (done)
		call_back(f);
	return 0;
}

/* Where it is among these, or -1. As a rule they are in the order in which they were submitted, and none is
 * looked for. */
static ptrdiff_t
position(const struct future *f, struct future *const *futures, size_t count)
{
	const uint64_t guess = f->number - futures[0]->number;

	if (guess < count && futures[guess] == f)
		return (ptrdiff_t)guess;
	for (size_t k = 0; k < count; k++)
		if (futures[k] == f)
			return (ptrdiff_t)k;
	return -1;
}

/* the first of these that has ended and was not returned: its index, or -1 */
static ptrdiff_t
first_ended(struct future *const *futures, size_t count)
{
	ptrdiff_t at = -1;

	for (const struct future *f = futures[0]->pool->ended; f && at < 0; f = f->next)
		at = position(f, futures, count);
	return at;
}

/* whether one of these is yet to be returned: as a rule the one that was found the last time */
static bool
some_left(struct future *const *futures, size_t count)
{
	struct pool *p = futures[0]->pool;

	for (size_t k = 0; k < count; k++) {
		const size_t at = (p->unreturned + k) % count;

		if (futures[at]->returned)
			continue;
		p->unreturned = at;
		return true;
	}
	return false;
}

ptrdiff_t
future_next_done(struct future *const *futures, size_t count, uint64_t deadline_ns)
{
	struct vigil vigil = vigil_begin(deadline_ns);
	bool left = true;
	struct pool *p;
	ptrdiff_t at;

	if (count == 0) {
		errno = ENOENT;
		return -1;
	}
	p = futures[0]->pool;
	pool_enter(p);
	while ((at = first_ended(futures, count)) < 0 && (left = some_left(futures, count)) &&
	       !vigil.over)
		condition_wait(&p->progress, &p->mutex, &vigil);
	if (at >= 0) {
		futures[at]->returned = true;
		list_remove(futures[at]);
	}
	pool_leave(p);
	if (at < 0)
		errno = left ? vigil.over : ENOENT;
	return at;
}

void
future_free(struct future *f)
{
	if (!f)
		return;
	event_wait(&f->called_back, UINT64_MAX);
	future_drop(f);
}
