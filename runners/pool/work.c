/*
 * What the workers of a pool do, and what becomes of the queue when they cannot.
 */
#include "runners/pool/future.h"

#include <errno.h>

#include "runners/sync/vigil.h"

static struct future *
take(struct pool *p)
{
	struct future *f = p->first;

	if (!f)
		return NULL;
	p->first = f->next;
	if (!p->first)
		p->last = &p->first;
	p->queued--;
	return f;
}

/* no worker will do what has not begun */
static void
give_up(struct pool *p, int error)
{
	struct future *f;

	pool_enter(p);
	p->refusal = error;
	f = p->first;
	p->first = NULL;
	p->last = &p->first;
	p->queued = 0;
	pool_leave(p);
	while (f) {
		struct future *next = f->next;

		future_end(f, error, 0, false);
		f = next;
	}
}

static bool
withdraw(struct pool *p, const struct future *f)
{
	struct future **link = &p->first;

	while (*link && *link != f)
		link = &(*link)->next;
	if (!*link)
		return false;
	*link = f->next;
	if (p->last == &f->next)
		p->last = link;
	p->queued--;
	return true;
}

void
future_abandon(struct future *f)
{
	struct pool *p = f->pool;
	bool withdrawn;

	pool_enter(p);
	withdrawn = withdraw(p, f);
	pool_leave(p);
	if (withdrawn)
		future_drop(f); /* for the pool */
	future_drop(f);
}

/* the next future, when there is one; NULL: there will be none */
static struct future *
await_work(struct worker *w)
{
	struct pool *p = w->pool;
	struct vigil vigil = vigil_begin(UINT64_MAX);
	struct future *f;

	pool_enter(p);
	while (!(f = take(p)) && !p->closed && !vigil.over)
		condition_wait(&p->work, &p->mutex, &vigil);
	w->doing = f;
	p->idle -= f != NULL;
	pool_leave(p);
	if (vigil.over)
		give_up(p, vigil.over);
	return f;
}

int
worker_perform(struct worker *w, const struct future *f, uint64_t *result)
{
	const struct crew *c = w->pool->crew;

	errno = 0;
	if ((c && c->perform ? c->perform(w, f->function, f->argument, result)
	                     : f->function(f->argument, result)) == 0)
		return 0;
	return errno ? errno : EPROTO;
}

void
pool_lost(struct worker *w)
{
	give_up(w->pool, EOWNERDEAD);
	future_end(w->doing, EOWNERDEAD, 0, false);
}

void
pool_work(struct worker *w)
{
	struct future *f;

	while ((f = await_work(w))) {
		uint64_t result = 0;
		int error = worker_perform(w, f, &result);

		if (w->died) {
			pool_lost(w);
			break;
		}
		w->doing = NULL;
		future_end(f, error, result, true);
	}
}
