/*
 * Tickets that buyers are sold from a count in a file. A buyer looks how many
 * are left, as many at once as like; then comes the sale, which reads the count
 * again and, if there is one, writes back what is left. Only the sale is locked. Two
 * sales that read the same count sell one ticket twice. Who gets one is chance, and so
 * the outcome; a task's result is its index.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "workloads/guard.h"
#include "workloads/nap.h"
#include "workloads/scratch.h"
#include "workloads/workload.h"

enum { SYNC, TICKETS, READ, WRITE };

/* where tickets are sold */
struct box {
	struct guard guard;
	int fd; /* the count's file, which forked processes have, too */
	_Atomic uint64_t sold;
};

static int
count_read(const struct box *box, uint64_t wait_ns, uint64_t *count)
{
	ssize_t got;

	if (nap_if_any(wait_ns) != 0)
		return -1;
	got = pread(box->fd, count, sizeof *count, 0);
	if (got == sizeof *count)
		return 0;
	return workload_fail("the count cannot be read: %s",
	                     got < 0 ? strerror(errno) : "its file is too short");
}

static int
count_write(const struct box *box, uint64_t wait_ns, uint64_t count)
{
	if (nap_if_any(wait_ns) != 0)
		return -1;
	if (pwrite(box->fd, &count, sizeof count, 0) == sizeof count && fsync(box->fd) == 0)
		return 0;
	return workload_fail("the count cannot be written: %s", strerror(errno));
}

static int
sell(struct box *box, const struct value *values)
{
	uint64_t left;

	if (count_read(box, values[READ].number, &left) != 0)
		return -1;
	if (left == 0)
		return 0;
	if (count_write(box, values[WRITE].number, left - 1) != 0)
		return -1;
	atomic_fetch_add_explicit(&box->sold, 1, memory_order_relaxed);
	return 0;
}

static int
tickets_task(const struct value *values, size_t i, uint64_t *result)
{
	struct box *box = workload_shared(values);
	uint64_t seen;

	*result = scramble(i);
	if (count_read(box, values[READ].number, &seen) != 0 || guard_enter(&box->guard) != 0)
		return -1;
	return guard_leave(&box->guard, sell(box, values));
}

static int
tickets_setup(struct value *values, size_t tasks)
{
	struct box *box = workload_shared(values);

	(void)tasks;
	guard_init(&box->guard, (enum sync)values[SYNC].number);
	box->fd = scratch_open();
	if (box->fd < 0)
		return workload_fail(
			"cannot make a file in %s: %s", scratch_folder(), strerror(errno));
	if (count_write(box, 0, values[TICKETS].number) == 0)
		return 0;
	close(box->fd);
	return -1;
}

static void
tickets_teardown(struct value *values)
{
	close(((struct box *)workload_shared(values))->fd);
}

static int
tickets_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct box *box = workload_shared(values);
	const uint64_t tickets = values[TICKETS].number;
	const uint64_t sold = box->sold;
	uint64_t left;

	if (count_read(box, 0, &left) != 0)
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
