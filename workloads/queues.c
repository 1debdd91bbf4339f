/*
 * A bounded queue between tasks that put and tasks that get: even ones put,
 * odd ones get. A call waits until there is room or an item, or so long and then again, or
 * not at all. When all have put, the last of them joins the queue, which waits until
 * each item that was put is done, and closes it: so those who get know that it is the end.
 */
#include <inttypes.h>

#include "workloads/exchange.h"
#include "workloads/workload.h"

enum { CAPACITY, ITEMS, CALL, PATIENCE };

static uint64_t
producers(size_t tasks)
{
	return (tasks + 1) / 2;
}

static int
produce(struct exchange *e, struct manner manner, size_t i, uint64_t items)
{
	for (uint64_t k = 0; k < items; k++)
		if (exchange_put(e, scramble(i + k), manner) != 0)
			return -1;
	return exchange_leave(e);
}

static int
consume(struct exchange *e, struct manner manner)
{
	uint64_t item;
	int more;

	while ((more = exchange_get(e, &item, manner)) == 1)
		if (exchange_done(e) != 0)
			return -1;
	return more;
}

static int
queues_task(const struct value *values, size_t i, uint64_t *result)
{
	struct exchange *e = workload_shared(values);
	const struct manner manner = {(enum call)values[CALL].number, values[PATIENCE].number};
	int status;

	if (i % 2)
		status = consume(e, manner);
	else
		status = produce(e, manner, i, values[ITEMS].number);
	*result = scramble(i);
	return status == 0 ? 0 : exchange_break(e);
}

static int
queues_setup(struct value *values, size_t tasks)
{
	struct exchange *e;

	if (tasks < 2)
		return workload_fail("queues needs 2 tasks or more: one puts, one gets");
	e = exchange_new(values[CAPACITY].number, producers(tasks));
	values[SHARED].number = (uintptr_t)e;
	return e ? 0 : -1;
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
	return exchange_is_over(e)
	               ? 0
	               : workload_fail("the queue was joined before all items were done");
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
