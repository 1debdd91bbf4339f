/*
 * Workers that are threads, of a GIL or of none.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "runners/gil.h"
#include "runners/pool/crew.h"
#include "runners/runner.h"
#include "runners/thread.h"

/* ... also if the function has ended the thread */
static void
ends(void *worker)
{
	struct worker *w = worker;

	if (w->doing)
		pool_lost(w);
	gil_leave();
}

static void *
work(void *worker)
{
	pthread_cleanup_push(ends, worker);
	pool_work(worker);
	pthread_cleanup_pop(1);
	return NULL;
}

static void *
work_under_gil(void *worker)
{
	gil_enter();
	return work(worker);
}

static int
start_with(struct worker *w, size_t stack_bytes, void *(*entry)(void *))
{
	pthread_t *thread = malloc(sizeof *thread);

	if (!thread)
		return -1;
	w->own = thread;
	if (thread_create(thread, stack_bytes, entry, w) == 0)
		return 0;
	free(thread);
	return -1;
}

static int
start(struct worker *w, size_t stack_bytes)
{
	return start_with(w, stack_bytes, work);
}

static int
start_under_gil(struct worker *w, size_t stack_bytes)
{
	return start_with(w, stack_bytes, work_under_gil);
}

static void
join(struct worker *w)
{
	pthread_t *thread = w->own;

	thread_join(*thread);
	free(thread);
}

const struct crew crew_thread = {
	.name = "threads",
	.start = start,
	.join = join,
};

const struct crew crew_gil_thread = {
	.name = "threads under a lock",
	.start = start_under_gil,
	.join = join,
};
