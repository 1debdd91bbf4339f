/*
 * A queue of futures, and workers that take from it, whatever they are.
 */
#include "runners/pool/future.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct crew *crew;
static size_t crew_stack_bytes;

void
crew_choose(const struct crew *chosen, size_t stack_bytes)
{
	crew = chosen;
	crew_stack_bytes = stack_bytes;
}

void
pool_enter(struct pool *p)
{
	(void)mutex_lock(&p->mutex, UINT64_MAX);
}

void
pool_leave(struct pool *p)
{
	mutex_unlock(&p->mutex);
}

struct pool *
pool_new(size_t workers)
{
	struct pool *p;

	if (workers == 0 || workers > (SIZE_MAX - sizeof *p) / sizeof *p->worker) {
		errno = EINVAL;
		return NULL;
	}
	p = calloc(1, sizeof *p + workers * sizeof *p->worker);
	if (!p)
		return NULL;
	p->crew = crew;
	p->stack_bytes = crew_stack_bytes;
	p->most = workers;
	p->last = &p->first;
	p->last_ended = &p->ended;
	p->holders = 1;
	return p;
}

void
pool_drop(struct pool *p)
{
	if (atomic_fetch_sub(&p->holders, 1) == 1)
		free(p);
}

size_t
pool_workers(const struct pool *p)
{
	return p->started;
}

static void
put(struct pool *p, struct future *f)
{
	*p->last = f;
	p->last = &f->next;
	p->queued++;
}

/* Start a worker if there is more to do than those that are idle will; 0 or an errno. If it cannot be, those that
 * there are come to all of it, but later. */
static int
reinforce(struct pool *p)
{
	struct worker *w = &p->worker[p->started];

	if (!p->crew || p->idle > p->queued || p->started == p->most)
		return 0;
	w->pool = p;
	if (p->crew->start(w, p->stack_bytes) != 0)
		return p->started > 0 ? 0 : errno;
	p->started++;
	p->idle++;
	return 0;
}

/* What is submitted. */

static struct future *
future_new(struct pool *p, pool_function *function, const void *argument, size_t size)
{
	struct future *f = NULL;

	if (size > POOL_ARGUMENT_MAX)
		errno = EINVAL;
	else
		f = calloc(1, sizeof *f);
	if (!f)
		return NULL;
	f->pool = p;
	f->function = function;
	if (size > 0)
		memcpy(f->argument, argument, size);
	f->holders = 2;
	atomic_fetch_add(&p->holders, 1);
	return f;
}

static struct future *
refuse(struct future *f, int error)
{
	f->holders = 1;
	future_drop(f);
	errno = error;
	return NULL;
}

/* where there are no workers */
static void
do_here(struct future *f)
{
	struct worker nobody = {.pool = f->pool};
	uint64_t result = 0;
	int error = worker_perform(&nobody, f, &result);

	future_end(f, error, result, false);
}

struct future *
pool_submit(struct pool *p, pool_function *function, const void *argument, size_t size)
{
	struct future *f = future_new(p, function, argument, size);
	uint32_t called = 0;
	int error;

	if (!f)
		return NULL;
	pool_enter(p);
	error = p->refusal ? p->refusal : reinforce(p);
	f->number = p->submitted++;
	if (!error && p->crew) {
		put(p, f);
		called = condition_call(&p->work, 1);
	}
	pool_leave(p);
	condition_wake(&p->work, called);
	if (error)
		return refuse(f, error);
	if (!p->crew)
		do_here(f);
	return f;
}

void
pool_shutdown(struct pool *p)
{
	uint32_t called;

	pool_enter(p);
	p->closed = true;
	if (!p->refusal)
		p->refusal = ESHUTDOWN;
	called = condition_call(&p->work, UINT32_MAX);
	pool_leave(p);
	condition_wake(&p->work, called);
	for (size_t k = 0; !p->joined && k < p->started; k++)
		p->crew->join(&p->worker[k]);
	p->joined = true;
}

void
pool_free(struct pool *p)
{
	if (!p)
		return;
	pool_shutdown(p);
	pool_drop(p);
}
