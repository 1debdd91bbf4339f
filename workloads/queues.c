/*
 * A bounded queue between tasks that put and tasks that get: even ones put,
 * odd ones get. A call waits until there is room or an item, or so long and then again, or
 * not at all. When all have put, the last of them joins the queue, which waits until
 * each item that was put is done, and closes it: so those who get know that it is the end.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <string.h>

#include "runners/clock.h"
#include "runners/sync/queue.h"
#include "workloads/nap.h"
#include "workloads/shared.h"
#include "workloads/workload.h"

enum { CAPACITY, ITEMS, CALL, PATIENCE };
enum { BLOCKING, TIMED, NOW };

/* who joins looks so often whether a task has failed */
#define LOOKS_APART_NS (SECOND / 10)

/* what the tasks share; the queue comes behind it */
struct exchange {
	_Atomic uint32_t producers, broken;
	_Atomic uint64_t got, sum, full, empty;
	alignas(max_align_t) unsigned char queue[];
};

static struct queue *
queue_of(struct exchange *e)
{
	return (struct queue *)(void *)e->queue;
}

static uint64_t
producers(size_t tasks)
{
	return (tasks + 1) / 2;
}

static uint64_t
deadline(const struct value *values)
{
	switch (values[CALL].number) {
	case BLOCKING:
		return UINT64_MAX;
	case TIMED:
		return clock_ns() + values[PATIENCE].number;
	default:
		return 0;
	}
}

/* The queue has refused: count that, and have patience, if it had none. 0, or -1 if it was for another reason. */
static int
refused(const struct value *values, _Atomic uint64_t *count)
{
	if (errno != ETIMEDOUT)
		return -1;
	atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
	return values[CALL].number == NOW ? nap(values[PATIENCE].number) : 0;
}

static int
join(struct exchange *e)
{
	while (queue_join(queue_of(e), clock_ns() + LOOKS_APART_NS) != 0)
		if (errno != ETIMEDOUT || e->broken)
			return workload_fail("the queue cannot be joined: %s",
			                     e->broken ? "a task has failed" : strerror(errno));
	queue_close(queue_of(e));
	return 0;
}

static int
produce(struct exchange *e, const struct value *values, size_t i)
{
	for (uint64_t k = 0; k < values[ITEMS].number; k++)
		while (queue_put(queue_of(e), scramble(i + k), deadline(values)) != 0)
			if (refused(values, &e->full) != 0)
				return workload_fail("an item cannot be put: %s", strerror(errno));
	return atomic_fetch_sub(&e->producers, 1) == 1 ? join(e) : 0;
}

static int
consume(struct exchange *e, const struct value *values)
{
	uint64_t item;

	for (;;) {
		if (queue_get(queue_of(e), &item, deadline(values)) != 0) {
			if (errno == EPIPE)
				return e->broken ? workload_fail("a task has failed") : 0;
			if (refused(values, &e->empty) != 0)
				return workload_fail("no item can be got: %s", strerror(errno));
			continue;
		}
		atomic_fetch_add_explicit(&e->got, 1, memory_order_relaxed);
		atomic_fetch_add_explicit(&e->sum, item, memory_order_relaxed);
		if (queue_task_done(queue_of(e)) != 0)
			return workload_fail("more items are done than were put");
	}
}

static int
queues_task(const struct value *values, size_t i, uint64_t *result)
{
	struct exchange *e = workload_shared(values);

	*result = scramble(i);
	if ((i % 2 ? consume(e, values) : produce(e, values, i)) == 0)
		return 0;
	e->broken = 1;
	queue_close(queue_of(e));
	errno = EPROTO;
	return -1;
}

static int
queues_setup(struct value *values, size_t tasks)
{
	struct exchange *e;

	if (tasks < 2)
		return workload_fail("queues needs 2 tasks or more: one puts, one gets");
	e = shared_new(sizeof *e, 1, queue_bytes(values[CAPACITY].number));
	if (!e)
		return -1;
	e->producers = (uint32_t)producers(tasks);
	queue_init(queue_of(e), values[CAPACITY].number);
	values[SHARED].number = (uintptr_t)e;
	return 0;
}

static uint64_t
sum_due(const struct value *values, size_t tasks)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < tasks; i += 2)
		for (uint64_t k = 0; k < values[ITEMS].number; k++)
			sum += scramble(i + k);
	return sum;
}

static int
queues_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	struct exchange *e = workload_shared(values);
	const uint64_t due = producers(tasks) * values[ITEMS].number;

	outcomes[0] = (struct outcome){"items", e->got};
	outcomes[1] = (struct outcome){"found_full", e->full};
	outcomes[2] = (struct outcome){"found_empty", e->empty};
	if (e->got != due || e->sum != sum_due(values, tasks))
		return workload_fail("%" PRIu64 " items were got, %" PRIu64
		                     " were put, or they are others",
		                     e->got,
		                     due);
	if (queue_count(queue_of(e)) == 0 && queue_task_done(queue_of(e)) == -1 && errno == EINVAL)
		return 0;
	return workload_fail("the queue was joined before all items were done");
}

static const char *const calls[] = {
	[BLOCKING] = "blocking", [TIMED] = "timed", [NOW] = "now", NULL};

/* clang-format off */
static const struct parameter queues_parameters[] = {
	[CAPACITY] = {.name = "capacity", .unit = UNIT_COUNT, .preset = "3", .least = 1,
	              .most = 1000000,
	              .summary = "how many items the queue has room for"},
	[ITEMS] = {.name = "items", .unit = UNIT_COUNT, .preset = "1000", .least = 1,
	           .most = 10000000,
	           .summary = "how many each task that puts does put"},
	[CALL] = {.name = "call", .unit = UNIT_CHOICE, .preset = "blocking", .choices = calls,
	          .summary = "whether puts and gets wait, for so long, or not; then they try "
	                     "again"},
	[PATIENCE] = {.name = "patience", .unit = UNIT_DURATION, .preset = "1ms", .least = 1000,
	              .most = 10 * SECOND,
	              .summary = "how long a timed call waits, and how long after one that does "
	                         "not wait the next is tried"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_queues = {
	.name = "queues",
	.summary = "tasks that put into a bounded queue and tasks that get, until it is joined",
	.bound = MIXED,
	.tasks = 6,
	.stack_bytes = 16 << 10,
	.together = true,
	.parameters = queues_parameters,
	.setup = queues_setup,
	.task = queues_task,
	.outcomes = queues_outcomes,
};
