#include "workloads/batch.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

/* a batch at work */
struct work {
	const struct batch *batch;
	struct pool *pool;
	struct future **future;
	_Atomic uint64_t sum;
	_Atomic int error;
};

static void
note(struct work *w, int status, uint64_t result)
{
	int none = 0;

	if (status == 0)
		atomic_fetch_add(&w->sum, result);
	else
		atomic_compare_exchange_strong(&w->error, &none, errno);
}

/* in whichever worker, several at once */
static void
called_back(struct future *future, void *work)
{
	uint64_t result = 0;
	const int status = future_result(future, &result, 0);

	note(work, status, result);
}

static void
submit(struct work *w, size_t k)
{
	const struct batch *b = w->batch;
	void *argument = (char *)b->arguments + k * b->size;
	int status = 0;

	w->future[k] = pool_submit(w->pool, b->function, argument, b->size);
	if (w->future[k] && b->how == CALLBACK)
		status = future_on_done(w->future[k], called_back, w);
	else if (w->future[k] && b->done)
		status = future_on_done(w->future[k], b->done, argument);
	if (!w->future[k] || status != 0)
		note(w, -1, 0);
}

static void
take(struct work *w, size_t k)
{
	ptrdiff_t at = (ptrdiff_t)k;
	uint64_t result = 0;
	int status;

	if (w->batch->how == COMPLETED)
		at = future_next_done(w->future, w->batch->count, UINT64_MAX);
	status = at < 0 ? -1 : future_result(w->future[at], &result, UINT64_MAX);
	note(w, status, result);
}

static void
map(struct work *w)
{
	const struct batch *b = w->batch;
	uint64_t *results = calloc(b->count, sizeof *results);
	int status = -1;

	if (results)
		status = pool_map(
			w->pool, b->function, b->arguments, b->size, b->count, results, UINT64_MAX);
	note(w, status, 0);
	for (size_t k = 0; status == 0 && k < b->count; k++)
		note(w, 0, results[k]);
	free(results);
}

static void
submit_and_take(struct work *w)
{
	w->future = calloc(w->batch->count, sizeof(struct future *));
	if (!w->future) {
		note(w, -1, 0);
		return;
	}
	for (size_t k = 0; k < w->batch->count && !w->error; k++)
		submit(w, k);
	for (size_t k = 0; k < w->batch->count && !w->error && w->batch->how != CALLBACK; k++)
		take(w, k);
	for (size_t k = 0; k < w->batch->count; k++)
		future_free(w->future[k]); /* once it has called back */
	free(w->future);
}

int
batch_run(const struct batch *batch, struct pool *pool, uint64_t *sum)
{
	struct work work = {.batch = batch, .pool = pool};

	if (batch->how == MAP)
		map(&work);
	else
		submit_and_take(&work);
	*sum = work.sum;
	errno = work.error;
	return work.error ? -1 : 0;
}
