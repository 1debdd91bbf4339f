/*
 * A counter that tasks share, and how it loses updates. An update reads the
 * counter, and writes back what was read plus one; who comes between the two is
 * overwritten. Reading and writing are relaxed atomic operations, each whole by
 * itself: an update that is lost is a lesson, and no undefined behaviour. It is
 * the outcome, and not the work: so a task's result is its index.
 */
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "runners/blocking.h"
#include "workloads/counter_memory.h"
#include "workloads/guard.h"
#include "workloads/workload.h"

/* what setup made is no parameter: it lies behind them, in a value of the workload's own */
enum { UPDATES, SYNC, PAUSE, MEMORY, SHARED };

#define SECOND UINT64_C(1000000000)

struct shared {
	struct counter_memory memory;
	struct guard *guard;
};

/* What one task updates: the counter, or its own share of it. */
struct updater {
	_Atomic uint64_t *counter;
	struct guard *guard;
	struct timespec pause;
	uint64_t own;
};

static struct shared *
shared_of(const struct value *values)
{
	return (struct shared *)(uintptr_t)values[SHARED].number;
}

/* no way through libc, where there is nothing to wait for */
static int
wait_for(const struct timespec *pause)
{
	return pause->tv_sec || pause->tv_nsec ? nanosleep(pause, NULL) : 0;
}

static int
update_unprotected(struct updater *u)
{
	uint64_t seen = atomic_load_explicit(u->counter, memory_order_relaxed);
	int status;

	checkpoint();
	status = wait_for(&u->pause);
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
	int status = wait_for(&u->pause);

	checkpoint();
	atomic_fetch_add_explicit(u->counter, 1, memory_order_relaxed);
	return status;
}

static int
update_own(struct updater *u)
{
	checkpoint();
	u->own++;
	return wait_for(&u->pause);
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
	const struct shared *shared = shared_of(values);
	struct updater u = {.counter = shared->memory.counter,
	                    .guard = shared->guard,
	                    .pause = {.tv_sec = (time_t)(values[PAUSE].number / SECOND),
	                              .tv_nsec = (long)(values[PAUSE].number % SECOND)}};

	for (uint64_t k = 0; k < values[UPDATES].number; k++)
		if (updates[values[SYNC].number](&u) != 0)
			return -1;
	if (u.own)
		atomic_fetch_add_explicit(u.counter, u.own, memory_order_relaxed);
	*result = scramble(i);
	return 0;
}

static void
counter_forget(struct shared *shared)
{
	if (shared->guard)
		munmap(shared->guard, sizeof *shared->guard);
	free(shared);
}

static int
counter_setup(struct value *values, size_t tasks)
{
	struct shared *shared = calloc(1, sizeof *shared);

	(void)tasks;
	if (!shared)
		return -1;
	shared->guard = guard_memory(sizeof *shared->guard);
	if (shared->guard &&
	    (values[MEMORY].text
	             ? counter_memory_open(&shared->memory, values[MEMORY].text)
	             : counter_memory_make(&shared->memory, &values[MEMORY].text)) == 0) {
		guard_init(shared->guard, (enum sync)values[SYNC].number);
		values[SHARED].number = (uintptr_t)shared;
		return 0;
	}
	counter_forget(shared);
	return -1;
}

static void
counter_teardown(struct value *values)
{
	struct shared *shared = shared_of(values);

	counter_memory_close(&shared->memory, &values[MEMORY].text);
	counter_forget(shared);
}

static int
counter_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct shared *shared = shared_of(values);
	uint64_t made = tasks * values[UPDATES].number;
	uint64_t kept = atomic_load(shared->memory.counter) - shared->memory.before;

	outcomes[0] = (struct outcome){"updates", made};
	if (kept > made)
		return workload_fail("the counter went from %" PRIu64 " to %" PRIu64 " by %" PRIu64
		                     " updates: others write to it, too",
		                     shared->memory.before,
		                     shared->memory.before + kept,
		                     made);
	outcomes[1] = (struct outcome){"updates_lost", made - kept};
	if (kept == made || values[SYNC].number == SYNC_NONE)
		return 0;
	return workload_fail("%" PRIu64 " of %" PRIu64
	                     " updates were lost, and --sync %s loses none",
	                     made - kept,
	                     made,
	                     sync_names[values[SYNC].number]);
}

static uint64_t
counter_least_ns(const struct value *values)
{
	return values[UPDATES].number * values[PAUSE].number;
}

static const struct parameter counter_parameters[] = {
	[UPDATES] = {.name = "updates",
                     .unit = UNIT_COUNT,
                     .preset = "100000",
                     .summary = "how often each task adds one",
                     .least = 1,
                     .most = 1000000000},
	[SYNC] = {.name = "sync",
                  .unit = UNIT_CHOICE,
                  .preset = "none",
                  .summary = "what guards an update; atomic: one step; local: a sum at the end",
                  .choices = sync_names},
	[PAUSE] = {.name = "pause",
                   .unit = UNIT_DURATION,
                   .preset = "0",
                   .summary = "how long an update waits between read and write, or in its one step",
                   .most = 10 * SECOND},
	[MEMORY] = {.name = "memory",
                    .unit = UNIT_TEXT,
                    .preset = "",
                    .summary = "a file whose first 8 bytes are the counter; made if not given",
                    .place = true},
	{.name = NULL},
};

const struct workload workload_counter = {
	.name = "counter",
	.summary = "tasks that add to one counter, and how many updates are lost",
	.bound = MIXED,
	.tasks = 8,
	.stack_bytes = 16 << 10,
	.parameters = counter_parameters,
	.setup = counter_setup,
	.teardown = counter_teardown,
	.task = counter_task,
	.least_ns = counter_least_ns,
	.outcomes = counter_outcomes,
};
