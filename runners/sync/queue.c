/* A ring of items, and three reasons to wait, all guarded by one mutex. */
#include "runners/sync/queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "runners/sync/condition.h"
#include "runners/sync/mutex.h"
#include "runners/sync/vigil.h"

struct queue {
	struct mutex mutex; /* the first, so that a test can take it and die */
	struct condition not_empty, not_full, all_done;
	_Atomic size_t count;
	size_t first, capacity;
	uint64_t undone; /* were put, and not answered yet */
	bool closed;
	uint64_t item[];
};

size_t
queue_bytes(size_t capacity)
{
	return sizeof(struct queue) + capacity * sizeof(uint64_t);
}

void
queue_init(struct queue *q, size_t capacity)
{
	memset(q, 0, sizeof *q);
	q->capacity = capacity;
}

size_t
queue_count(const struct queue *q)
{
	return atomic_load_explicit(&q->count, memory_order_relaxed);
}

/* the mutex is broken */
static int
abandon(struct queue *q)
{
	const int error = errno;

	condition_abandon(&q->not_empty);
	condition_abandon(&q->not_full);
	condition_abandon(&q->all_done);
	errno = error;
	return -1;
}

/* it is never held for long, so that deadlines are not looked at */
static int
enter(struct queue *q)
{
	return mutex_lock(&q->mutex, UINT64_MAX) == 0 ? 0 : abandon(q);
}

static int
refuse(struct queue *q, int error)
{
	mutex_unlock(&q->mutex);
	errno = error;
	return -1;
}

/* Enter, and wait there until it may go on. 0, or -1 outside */
static int
enter_when(struct queue *q, bool (*may_go_on)(const struct queue *), struct condition *c,
           uint64_t deadline_ns)
{
	struct vigil vigil = vigil_begin(deadline_ns);

	if (enter(q) != 0)
		return -1;
	while (!may_go_on(q)) {
		if (vigil.over)
			return refuse(q, vigil.over);
		if (condition_wait(c, &q->mutex, &vigil) != 0)
			return abandon(q);
	}
	return 0;
}

static bool
may_put(const struct queue *q)
{
	return queue_count(q) < q->capacity || q->closed;
}

static bool
may_get(const struct queue *q)
{
	return queue_count(q) > 0 || q->closed;
}

static bool
is_done(const struct queue *q)
{
	return q->undone == 0;
}

static void
set_count(struct queue *q, size_t count)
{
	atomic_store_explicit(&q->count, count, memory_order_relaxed);
}

int
queue_put(struct queue *q, uint64_t item, uint64_t deadline_ns)
{
	uint32_t called;
	size_t last;

	if (enter_when(q, may_put, &q->not_full, deadline_ns) != 0)
		return -1;
	if (q->closed)
		return refuse(q, EPIPE);
	last = q->first + queue_count(q);
	q->item[last < q->capacity ? last : last - q->capacity] = item;
	set_count(q, queue_count(q) + 1);
	q->undone++;
	called = condition_call(&q->not_empty, 1);
	mutex_unlock(&q->mutex);
	condition_wake(&q->not_empty, called);
	return 0;
}

int
queue_get(struct queue *q, uint64_t *item, uint64_t deadline_ns)
{
	uint32_t called;

	if (enter_when(q, may_get, &q->not_empty, deadline_ns) != 0)
		return -1;
	if (queue_count(q) == 0)
		return refuse(q, EPIPE);
	*item = q->item[q->first++];
	if (q->first == q->capacity)
		q->first = 0;
	set_count(q, queue_count(q) - 1);
	called = condition_call(&q->not_full, 1);
	mutex_unlock(&q->mutex);
	condition_wake(&q->not_full, called);
	return 0;
}

void
queue_close(struct queue *q)
{
	uint32_t getters, putters;

	if (enter(q) != 0)
		return;
	q->closed = true;
	getters = condition_call(&q->not_empty, UINT32_MAX);
	putters = condition_call(&q->not_full, UINT32_MAX);
	mutex_unlock(&q->mutex);
	condition_wake(&q->not_empty, getters);
	condition_wake(&q->not_full, putters);
}

int
queue_task_done(struct queue *q)
{
	uint32_t called = 0;

	if (enter(q) != 0)
		return -1;
	if (q->undone == 0)
		return refuse(q, EINVAL);
	if (--q->undone == 0)
		called = condition_call(&q->all_done, UINT32_MAX);
	mutex_unlock(&q->mutex);
	condition_wake(&q->all_done, called);
	return 0;
}

int
queue_join(struct queue *q, uint64_t deadline_ns)
{
	if (enter_when(q, is_done, &q->all_done, deadline_ns) != 0)
		return -1;
	mutex_unlock(&q->mutex);
	return 0;
}
