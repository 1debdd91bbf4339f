/*
 * A counter that tasks share, and how it loses updates. An update reads the
 * counter, and writes back what was read plus one; who comes between the two is
 * overwritten. Reading and writing are relaxed atomic operations, each whole by
 * itself: an update that is lost is a lesson, and no undefined behaviour. It is
 * the outcome, and not the work: so a task's result is its index.
 */
#include <inttypes.h>
#include <stdatomic.h>

#include "runners/blocking.h"
#include "workloads/counter_memory.h"
#include "workloads/duration.h"
#include "workloads/guard.h"
#include "workloads/workload.h"

enum { UPDATES, SYNC, PAUSE, MEMORY };

struct shared {
	struct guard guard;
	struct counter_memory memory;
};

/* What one task updates: the counter, or its own share of it. */
struct updater {
	struct guard *guard;
	_Atomic uint64_t *counter;
	uint64_t pause_ns, own;
};

static int
update_unprotected(struct updater *u)
{
	uint64_t seen = atomic_load_explicit(u->counter, memory_order_relaxed);
	int status;

	checkpoint();
	status = nap_if_any(u->pause_ns);
	atomic_store_explicit(u->counter, seen + 1, memory_order_relaxed);
	return status;
}

static int
update_guarded(struct updater *u)
{
	return guard_enter(u->guard) == 0 ? guard_leave(u->guard, update_unprotected(u)) : -1;
}

/* nobody can come between, and so the wait is before */
static int
update_atomic(struct updater *u)
{
	int status = nap_if_any(u->pause_ns);

	checkpoint();
	atomic_fetch_add_explicit(u->counter, 1, memory_order_relaxed);
	return status;
}

static int
update_own(struct updater *u)
{
	checkpoint();
	u->own++;
	return nap_if_any(u->pause_ns);
}

/* What one update does. Only an unprotected one may be lost. */
static int (*const updates[])(struct updater *) = {
	[SYNC_NONE] = update_unprotected,
	[SYNC_MUTEX] = update_guarded,
	[SYNC_RLOCK] = update_guarded,
	[SYNC_SEMAPHORE] = update_guarded,
	[SYNC_ATOMIC] = update_atomic,
	[SYNC_LOCAL] = update_own,
};

static int
counter_task(const struct value *values, size_t i, uint64_t *result)
{
	struct shared *shared = workload_shared(values);
	struct updater u = {&shared->guard, shared->memory.counter, values[PAUSE].number, 0};

	for (uint64_t k = 0; k < values[UPDATES].number; k++)
		if (updates[values[SYNC].number](&u) != 0)
			return -1;
	if (u.own)
		atomic_fetch_add_explicit(u.counter, u.own, memory_order_relaxed);
	*result = scramble(i);
	return 0;
}

static int
counter_setup(struct value *values, size_t tasks)
{
	struct shared *shared = workload_shared(values);

	(void)tasks;
	guard_init(&shared->guard, (enum sync)values[SYNC].number);
	return counter_memory_provide(&shared->memory, &values[MEMORY].text);
}

static void
counter_teardown(struct value *values)
{
	counter_memory_release(&((struct shared *)workload_shared(values))->memory,
	                       &values[MEMORY].text);
}

static int
counter_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct counter_memory *memory = &((struct shared *)workload_shared(values))->memory;
	const uint64_t made = tasks * values[UPDATES].number;
	const uint64_t kept = atomic_load(memory->counter) - memory->before;

	outcomes[0] = (struct outcome){"updates", made};
	if (kept > made)
		return workload_fail("the counter has gone up by %" PRIu64 " in %" PRIu64
		                     " updates: others write to it, too",
		                     kept,
		                     made);
	outcomes[1] = (struct outcome){"updates_lost", made - kept};
	return values[SYNC].number == SYNC_NONE
	               ? 0
	               : workload_require(
				 kept, made, "updates were kept under a --sync that loses none");
}

static uint64_t
counter_least_ns(const struct value *values)
{
	return values[UPDATES].number * values[PAUSE].number;
}

/* clang-format off */
static const struct parameter counter_parameters[] = {
	[UPDATES] = {.name = "updates", .unit = UNIT_COUNT, .preset = "100000", .least = 1,
	             .most = 1000000000,
	             .summary = "how often each task adds one"},
	[SYNC] = {.name = "sync", .unit = UNIT_CHOICE, .preset = "none", .choices = sync_names,
	          .summary = "what guards an update; atomic: one step; local: a sum at the end"},
	[PAUSE] = {.name = "pause", .unit = UNIT_DURATION, .preset = "0", .most = 10 * SECOND,
	           .summary = "how long an update waits between read and write, or in its one "
	                      "step"},
	[MEMORY] = {.name = "memory", .unit = UNIT_TEXT, .preset = "", .place = true,
	            .summary = "a file whose first 8 bytes are the counter; made if not given"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_counter = {
	.name = "counter",
	.summary = "tasks that add to one counter, and how many updates are lost",
	.bound = MIXED,
	.tasks = 8,
	.stack_bytes = 16 << 10,
	.parameters = counter_parameters,
	.shared_bytes = sizeof(struct shared),
	.setup = counter_setup,
	.teardown = counter_teardown,
	.task = counter_task,
	.least_ns = counter_least_ns,
	.outcomes = counter_outcomes,
};
