/*
 * Tasks round a table, with a lock between each two: task i needs lock i and the
 * next one, for a moment, round after round. Four lessons:
 *
 * deadlock: each takes its own lock first, and when all have one, asks for the
 *   next: nobody gets it. Who waits longer than its patience looks for a circle of
 *   those who wait for each other; whoever finds one gives its lock back, and takes
 *   the two in the other order, so that one after the other gets both.
 * order: everybody takes the lock of the lower number first: no circle can close.
 * turn: the locks are handed round, and so tasks speak in turn. What another gives
 *   back is a semaphore: a mutex is its holder's.
 * again: who has a mutex and asks for it again is refused, as it would wait for
 *   itself for ever; a re-entrant lock lets it in.
 */
#include <errno.h>
#include <stdio.h>

#include "workloads/duration.h"
#include "workloads/table.h"
#include "workloads/workload.h"

enum { LESSON, ROUNDS, PATIENCE };
enum { DEADLOCK, ORDER, TURN, AGAIN };

/* one round of the deadlock: 0, or -1 */
static int
round_deadlock(struct table *t, size_t i, uint64_t patience_ns)
{
	const size_t mine = i;
	const size_t next = table_next(t, i);

	if (table_meet(t) != 0 || table_take(t, i, mine) != 0 || table_meet(t) != 0)
		return -1;
	if (table_take_patiently(t, i, next, mine, patience_ns) == 0)
		return table_use(t, mine, next);
	if (errno != EDEADLK)
		return -1;
	return table_take(t, i, next) == 0 && table_take(t, i, mine) == 0 ? table_use(t, mine, next)
	                                                                  : -1;
}

/* The pause is long enough for all to have a lock, as it would be for a deadlock in another order. */
static int
round_order(struct table *t, size_t i, uint64_t patience_ns)
{
	const size_t next = table_next(t, i);
	const size_t low = i < next ? i : next;
	const size_t high = i < next ? next : i;

	if (table_take(t, i, low) != 0 || nap(MILLISECOND) != 0)
		return -1;
	if (table_take_patiently(t, i, high, low, patience_ns) == 0)
		return table_use(t, low, high);
	return errno == EDEADLK ? workload_fail("a deadlock in spite of the order: %s", t->words)
	                        : -1;
}

static int
round_turn(struct table *t, size_t i, uint64_t patience_ns)
{
	(void)patience_ns;
	return table_speak(t, i);
}

static int (*const rounds[])(struct table *, size_t i, uint64_t patience_ns) = {
	[DEADLOCK] = round_deadlock,
	[ORDER] = round_order,
	[TURN] = round_turn,
	[AGAIN] = table_reenter,
};

static int
locks_task(const struct value *values, size_t i, uint64_t *result)
{
	struct table *t = workload_shared(values);

	*result = scramble(i);
	for (uint64_t k = 0; k < values[ROUNDS].number; k++)
		if (rounds[values[LESSON].number](t, i, values[PATIENCE].number) != 0)
			return table_break(t);
	return 0;
}

static int
locks_setup(struct value *values, size_t tasks)
{
	if (tasks < 2)
		return workload_fail("locks needs 2 tasks or more, or nobody waits for anybody");
	table_lay(workload_shared(values), tasks);
	return 0;
}

static int
locks_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct table *t = workload_shared(values);
	const uint64_t lesson = values[LESSON].number;
	const uint64_t all = tasks * values[ROUNDS].number;

	outcomes[0] = (struct outcome){"deadlocks", t->deadlocks};
	outcomes[1] = (struct outcome){"refused", t->refused};
	outcomes[2] = (struct outcome){"turns", table_turns(t)};
	snprintf(workload_note, sizeof workload_note, "%s", t->words);
	if (workload_require(t->deadlocks,
	                     lesson == DEADLOCK ? values[ROUNDS].number : 0,
	                     "deadlocks came about") ||
	    workload_require(t->refused, lesson == AGAIN ? all : 0, "locks were refused"))
		return -1;
	return workload_require(table_turns(t), all, "turns were had");
}

/* somebody's patience ends before anybody has both */
static uint64_t
locks_least_ns(const struct value *values)
{
	return values[LESSON].number == DEADLOCK ? values[ROUNDS].number * values[PATIENCE].number
	                                         : 0;
}

static const char *const lessons[] = {
	[DEADLOCK] = "deadlock", [ORDER] = "order", [TURN] = "turn", [AGAIN] = "again", NULL};

/* clang-format off */
static const struct parameter locks_parameters[] = {
	[LESSON] = {.name = "lesson", .unit = UNIT_CHOICE, .preset = "deadlock", .choices = lessons,
	            .summary = "deadlock: two locks each, in opposite order; order: in the same; turn: "
	                       "locks handed round; again: one that its holder takes again"},
	[ROUNDS] = {.name = "rounds", .unit = UNIT_COUNT, .preset = "2", .least = 1, .most = 10000,
	            .summary = "how often each task needs its locks"},
	[PATIENCE] = {.name = "patience", .unit = UNIT_DURATION, .preset = "100ms",
	              .least = MILLISECOND, .most = 60000 * MILLISECOND,
	              .summary = "how long a task waits before it looks for a deadlock"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_locks = {
	.name = "locks",
	.summary = "two locks each: a deadlock, found, explained and undone; and how to have none",
	.bound = IO_BOUND,
	.tasks = 2,
	.stack_bytes = 16 << 10,
	.together = true,
	.parameters = locks_parameters,
	.shared_bytes = sizeof(struct table),
	.shared_bytes_each = sizeof(struct place),
	.setup = locks_setup,
	.task = locks_task,
	.least_ns = locks_least_ns,
	.outcomes = locks_outcomes,
};
