#include "workloads/exchange.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>

#include "runners/clock.h"
#include "runners/sync/queue.h"
#include "workloads/duration.h"
#include "workloads/shared.h"
#include "workloads/workload.h"

/* who joins looks so often whether a task has failed */
#define LOOKS_APART_NS (SECOND / 10)

static struct queue *
queue_of(struct exchange *e)
{
	return (struct queue *)(void *)e->queue;
}

struct exchange *
exchange_new(size_t capacity, size_t producers)
{
	struct exchange *e = shared_new(sizeof *e, 1, queue_bytes(capacity));

	if (!e)
		return NULL;
	e->producers = (uint32_t)producers;
	queue_init(queue_of(e), capacity);
	return e;
}

static uint64_t
deadline(struct manner m)
{
	switch (m.call) {
	case BLOCKING:
		return UINT64_MAX;
	case TIMED:
		return clock_ns() + m.patience_ns;
	default:
		return 0;
	}
}

/* The queue has refused: count that, and have patience, if it had none. 0, or -1 if it was for another reason. */
static int
refused(struct manner m, _Atomic uint64_t *count)
{
	if (errno != ETIMEDOUT)
		return -1;
	atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
	return m.call == NOW ? nap(m.patience_ns) : 0;
}

int
exchange_put(struct exchange *e, uint64_t item, struct manner m)
{
	while (queue_put(queue_of(e), item, deadline(m)) != 0)
		if (refused(m, &e->full) != 0)
			return workload_fail("an item cannot be put: %s", strerror(errno));
	return 0;
}

int
exchange_get(struct exchange *e, uint64_t *item, struct manner m)
{
	while (queue_get(queue_of(e), item, deadline(m)) != 0) {
		if (errno == EPIPE)
			return e->broken ? workload_fail("a task has failed") : 0;
		if (refused(m, &e->empty) != 0)
			return workload_fail("no item can be got: %s", strerror(errno));
	}
	atomic_fetch_add_explicit(&e->got, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&e->sum, *item, memory_order_relaxed);
	return 1;
}

int
exchange_done(struct exchange *e)
{
	return queue_task_done(queue_of(e)) == 0
	               ? 0
	               : workload_fail("more items are done than were put");
}

int
exchange_leave(struct exchange *e)
{
	if (atomic_fetch_sub(&e->producers, 1) > 1)
		return 0;
	while (queue_join(queue_of(e), clock_ns() + LOOKS_APART_NS) != 0)
		if (errno != ETIMEDOUT || e->broken)
			return workload_fail("the queue cannot be joined: %s",
			                     e->broken ? "a task has failed" : strerror(errno));
	queue_close(queue_of(e));
	return 0;
}

bool
exchange_is_over(struct exchange *e)
{
	return queue_count(queue_of(e)) == 0 && queue_task_done(queue_of(e)) == -1 &&
	       errno == EINVAL;
}

int
exchange_break(struct exchange *e)
{
	const int error = errno;

	e->broken = 1;
	queue_close(queue_of(e));
	errno = error;
	return -1;
}
