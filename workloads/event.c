/*
 * Waiting for a database to come up. Task 0 is the checker: it tries to connect,
 * and tries again after a while; the others wait for an event that it sets once
 * somebody answers, and all go on together. Whoever has waited for as long as all
 * tries take gives up.
 *
 * The database is an address at which a process beside the run begins to listen,
 * so long after the first try that --up-after says.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>

#include "runners/clock.h"
#include "runners/sync/event.h"
#include "workloads/duration.h"
#include "workloads/latecomer.h"
#include "workloads/workload.h"

enum { TRIES, INTERVAL, UP_AFTER };

struct shared {
	struct event up;
	_Atomic uint64_t tries, released;
	struct latecomer database;
};

static int
late(const struct value *values)
{
	return workload_fail("the database was not up after %" PRIu64 " tries of %g ms",
	                     values[TRIES].number,
	                     (double)values[INTERVAL].number / 1e6);
}

static int
check(const struct value *values)
{
	struct shared *s = workload_shared(values);

	latecomer_expect(&s->database);
	for (uint64_t k = 0; k < values[TRIES].number; k++) {
		int up = latecomer_try(&s->database);

		if (up < 0)
			return -1;
		atomic_fetch_add(&s->tries, 1);
		if (up) {
			event_set(&s->up);
			return 0;
		}
		if (nap(values[INTERVAL].number) != 0)
			return -1;
	}
	return late(values);
}

static int
wait_for_it(const struct value *values)
{
	struct shared *s = workload_shared(values);
	const uint64_t deadline = clock_ns() + values[TRIES].number * values[INTERVAL].number;

	if (event_wait(&s->up, deadline) != 0)
		return errno == ETIMEDOUT ? late(values) : -1;
	atomic_fetch_add(&s->released, 1);
	return 0;
}

static int
event_task(const struct value *values, size_t i, uint64_t *result)
{
	*result = scramble(i);
	return i == 0 ? check(values) : wait_for_it(values);
}

static int
event_setup(struct value *values, size_t tasks)
{
	struct shared *s = workload_shared(values);

	(void)tasks;
	return latecomer_start(&s->database, values[UP_AFTER].number);
}

static void
event_teardown(struct value *values)
{
	latecomer_end(&((struct shared *)workload_shared(values))->database);
}

static int
event_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct shared *s = workload_shared(values);
	const uint64_t released = atomic_load(&s->released);

	outcomes[0] = (struct outcome){"tries", atomic_load(&s->tries)};
	outcomes[1] = (struct outcome){"waiters_released", released};
	return workload_require(released, tasks - 1, "waiters were released");
}

/* clang-format off */
static const struct parameter event_parameters[] = {
	[TRIES] = {.name = "tries", .unit = UNIT_COUNT, .preset = "3", .least = 1, .most = 1000,
	           .summary = "how often the checker tries"},
	[INTERVAL] = {.name = "interval", .unit = UNIT_DURATION, .preset = "100ms",
	              .least = 1000000, .most = 60 * SECOND,
	              .summary = "how long it waits after each; the others wait for all of them"},
	[UP_AFTER] = {.name = "up-after", .unit = UNIT_DURATION, .preset = "50ms",
	              .most = 3600 * SECOND,
	              .summary = "how long after the first try the database comes up"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_event = {
	.name = "event",
	.summary = "tasks that wait until a checker sees that a database is up",
	.bound = IO_BOUND,
	.tasks = 8,
	.stack_bytes = 16 << 10,
	.together = true,
	.parameters = event_parameters,
	.shared_bytes = sizeof(struct shared),
	.setup = event_setup,
	.teardown = event_teardown,
	.task = event_task,
	.outcomes = event_outcomes,
};
