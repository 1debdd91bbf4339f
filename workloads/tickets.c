/*
 * Tickets that buyers are sold from a count in a file. A buyer looks how many
 * are left, as many at once as like; then comes the sale, which reads the count
 * again and, if there is one, writes back what is left. Only the sale is locked. Two
 * sales that read the same count sell one ticket twice. Who gets one is chance, and so
 * the outcome; a task's result is its index.
 */
#include <inttypes.h>

#include "workloads/box.h"
#include "workloads/workload.h"

enum { SYNC, TICKETS, READ, WRITE };

static int
tickets_task(const struct value *values, size_t i, uint64_t *result)
{
	struct box *box = workload_shared(values);
	uint64_t seen;

	*result = scramble(i);
	if (box_look(box, values[READ].number, &seen) != 0)
		return -1;
	return box_sell(box, values[READ].number, values[WRITE].number);
}

static int
tickets_setup(struct value *values, size_t tasks)
{
	(void)tasks;
	return box_open(
		workload_shared(values), (enum sync)values[SYNC].number, values[TICKETS].number);
}

static void
tickets_teardown(struct value *values)
{
	box_close(workload_shared(values));
}

static int
tickets_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct box *box = workload_shared(values);
	const uint64_t tickets = values[TICKETS].number;
	const uint64_t sold = box->sold;
	uint64_t left;

	if (box_look(box, 0, &left) != 0)
		return -1;
	if (left > tickets || sold + left < tickets)
		return workload_fail("%" PRIu64 " tickets are sold and %" PRIu64
		                     " left, of %" PRIu64 ": the count is not ours",
		                     sold,
		                     left,
		                     tickets);
	outcomes[0] = (struct outcome){"sold", sold};
	outcomes[1] = (struct outcome){"turned_away", tasks - sold};
	outcomes[2] = (struct outcome){"left", left};
	outcomes[3] = (struct outcome){"oversold", sold + left - tickets};
	if (values[SYNC].number == SYNC_NONE)
		return 0;
	if (workload_require(sold, tasks < tickets ? tasks : tickets, "tickets were sold") != 0)
		return -1;
	return workload_require(left, tickets - sold, "tickets are left");
}

/* everybody reads twice */
static uint64_t
tickets_least_ns(const struct value *values)
{
	return 2 * values[READ].number;
}

/* clang-format off */
static const struct parameter tickets_parameters[] = {
	[SYNC] = {.name = "sync", .unit = UNIT_CHOICE, .preset = "none", .choices = guard_names,
	          .summary = "what a sale is locked by"},
	[TICKETS] = {.name = "tickets", .unit = UNIT_COUNT, .preset = "1", .most = 1000000,
	             .summary = "how many there are; as many buyers as tasks"},
	[READ] = {.name = "read", .unit = UNIT_DURATION, .preset = "10ms", .most = 10 * SECOND,
	          .summary = "how long it takes to read the count"},
	[WRITE] = {.name = "write", .unit = UNIT_DURATION, .preset = "20ms", .most = 10 * SECOND,
	           .summary = "how long it takes to write it"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_tickets = {
	.name = "tickets",
	.summary = "tickets sold from a count in a file: how many are sold twice",
	.bound = IO_BOUND,
	.tasks = 20,
	.stack_bytes = 16 << 10,
	.parameters = tickets_parameters,
	.shared_bytes = sizeof(struct box),
	.setup = tickets_setup,
	.teardown = tickets_teardown,
	.task = tickets_task,
	.least_ns = tickets_least_ns,
	.outcomes = tickets_outcomes,
};
