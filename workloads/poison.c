/*
 * One task that computes among many that wait. The others have a request every
 * few milliseconds, each due at a time that was fixed at the beginning, and
 * done as soon as its task gets to it: how late that is, is what comes
 * out. Task 0 starts computing after a quarter of them. Where tasks share a
 * thread, all that are due meanwhile wait for it.
 */
#include "runners/clock.h"
#include "workloads/duration.h"
#include "workloads/request_log.h"
#include "workloads/shared.h"
#include "workloads/step.h"
#include "workloads/workload.h"

#include <errno.h>
#include <stdatomic.h>
#include <time.h>

enum { COMPUTE, REQUESTS, WAIT, STEPS };

struct poison {
	size_t tasks;
	_Atomic uint64_t begin_ns; /* of the first task: what making workers takes is not counted */
	struct request_log log;
	uint64_t late_ns[]; /* of each request, those of a task together, as only it writes there */
};

static int
poison_setup(struct value *values, size_t tasks)
{
	struct poison *shared =
		shared_new(sizeof *shared, tasks, values[REQUESTS].number * sizeof(uint64_t));

	if (!shared)
		return -1;
	shared->tasks = tasks;
	values[SHARED].number = (uintptr_t)shared;
	if (!values[STEPS].number)
		values[STEPS].number = steps_per_ms();
	return 0;
}

static uint64_t
begin(struct poison *shared)
{
	uint64_t first = 0;
	uint64_t now = clock_ns();

	return atomic_compare_exchange_strong(&shared->begin_ns, &first, now) ? now : first;
}

static int
sleep_until(uint64_t ns)
{
	const struct timespec time = timespec_of(ns);

	errno = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
	return errno ? -1 : 0;
}

/* nanoseconds after the beginning; tasks are spread evenly over the time between two of one's own */
static uint64_t
due_ns(const struct value *values, size_t task, uint64_t request)
{
	const uint64_t wait = values[WAIT].number;

	const struct poison *shared = workload_shared(values);

	return (request + 1) * wait + task * wait / shared->tasks;
}

static int
answer_requests(const struct value *values, size_t i, uint64_t begin_ns)
{
	struct poison *shared = workload_shared(values);
	uint64_t *late_ns = shared->late_ns + i * values[REQUESTS].number;

	for (uint64_t k = 0; k < values[REQUESTS].number; k++) {
		const uint64_t due = begin_ns + due_ns(values, i, k);

		if (sleep_until(due) != 0)
			return -1;
		late_ns[k] = clock_ns() - due;
	}
	return 0;
}

static int
poison_task(const struct value *values, size_t i, uint64_t *result)
{
	const uint64_t begin_ns = begin(workload_shared(values));

	*result = scramble(i);
	if (i > 0)
		return answer_requests(values, i, begin_ns);
	if (sleep_until(begin_ns + values[REQUESTS].number * values[WAIT].number / 4) != 0)
		return -1;
	forget(steps_do(values[STEPS].number * values[COMPUTE].number / 1000000, i));
	return 0;
}

/* all are done by now, and none counts as unanswered */
static const struct request_log *
poison_requests(const struct value *values)
{
	struct poison *shared = workload_shared(values);
	struct request_log *log = &shared->log;
	const uint64_t requests = values[REQUESTS].number;

	for (size_t i = 1; i < shared->tasks; i++)
		for (uint64_t k = 0; k < requests; k++) {
			const uint64_t late_ns = shared->late_ns[i * requests + k];
			const uint64_t done_ns = due_ns(values, i, k) + late_ns;

			request_answered(log, late_ns);
			if (done_ns > log->measured_ns)
				log->measured_ns = done_ns;
		}
	return log;
}

/* clang-format off */
static const struct parameter poison_parameters[] = {
	[COMPUTE] = {.name = "compute", .unit = UNIT_DURATION, .preset = "100ms",
	             .most = 60 * SECOND,
	             .summary = "how long task 0 computes, on an idle core"},
	[REQUESTS] = {.name = "requests", .unit = UNIT_COUNT, .preset = "100", .least = 1,
	              .most = 10000,
	              .summary = "how many each of the others has"},
	[WAIT] = {.name = "wait", .unit = UNIT_DURATION, .preset = "2ms", .least = 1000,
	          .most = 10 * SECOND,
	          .summary = "from one of its requests to the next"},
	[STEPS] = {.name = "steps", .unit = UNIT_COUNT, .preset = "0", .most = 100000000,
	           .place = true,
	           /* whose product with `compute` has 64 bits */
	           .summary = "loop steps in a millisecond; 0: find out"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_poison = {
	.name = "poison",
	.summary = "a task that computes among many that wait: how late these become",
	.bound = MIXED,
	.tasks = 32,
	.stack_bytes = 16 << 10,
	.parameters = poison_parameters,
	.setup = poison_setup,
	.task = poison_task,
	.requests = poison_requests,
};
