/*
 * What becomes of a function that was submitted: waited for, called back, and taken in the order of being
 * done. Whoever ends a future touches it last when it gives up its hold.
 */
#include "runners/pool/future.h"

#include <errno.h>
#include <stdlib.h>

#include "runners/sync/vigil.h"

void
future_drop(struct future *f)
{
	struct pool *pool = f->pool;

	if (atomic_fetch_sub(&f->holders, 1) > 1)
		return;
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
	f->order = ++p->done;
	calls = f->callback != NULL;
	p->idle += worker;
	event_set(&f->done);
	called = condition_call(&p->progress, UINT32_MAX);
	pool_leave(p);
	condition_wake(&p->progress, called);
	if (calls)
		call_back(f);
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

/* the first that was done of those that were not returned, or NULL; *left: how many these are */
static struct future *const *
first_done(struct future *const *futures, size_t count, size_t *left)
{
	struct future *const *first = NULL;

	*left = 0;
	for (size_t k = 0; k < count; k++) {
		const struct future *f = futures[k];

		*left += !f->returned;
		if (!f->returned && f->order > 0 && (!first || f->order < (*first)->order))
			first = &futures[k];
	}
	return first;
}

ptrdiff_t
future_next_done(struct future *const *futures, size_t count, uint64_t deadline_ns)
{
	struct vigil vigil = vigil_begin(deadline_ns);
	struct future *const *first;
	struct pool *p;
	size_t left;

	if (count == 0) {
		errno = ENOENT;
		return -1;
	}
	p = futures[0]->pool;
	pool_enter(p);
	while (!(first = first_done(futures, count, &left)) && left > 0 && !vigil.over)
		condition_wait(&p->progress, &p->mutex, &vigil);
	if (first)
		(*first)->returned = true;
	pool_leave(p);
	errno = first ? errno : left > 0 ? vigil.over : ENOENT;
	return first ? first - futures : -1;
}

void
future_free(struct future *f)
{
	if (!f)
		return;
	event_wait(&f->called_back, UINT64_MAX);
	future_drop(f);
}
