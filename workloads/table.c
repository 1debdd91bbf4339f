/*
 * A table of locks, and who holds and wants which. What is known of that is
 * written after a lock is taken and before it is given back, under a lock of its own: so a
 * circle that is seen there is one.
 */
#include "workloads/table.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "runners/blocking.h"
#include "runners/clock.h"
#include "runners/park.h"
#include "workloads/circle.h"
#include "workloads/workload.h"

enum { DEPTH = 3 }; /* of a re-entrant lock */

/* who waits for another looks so often whether it has failed */
#define LOOKS_APART_NS UINT64_C(100000000)

/* no lock is held so long, however many wait for it: who gets none by then has missed a circle */
#define TOO_LONG_NS UINT64_C(30000000000)

void
table_lay(struct table *t, size_t tasks)
{
	t->tasks = tasks;
	for (size_t i = 0; i < tasks; i++)
		semaphore_init(&t->place[i].turn, i == 0);
}

size_t
table_next(const struct table *t, size_t i)
{
	return i + 1 < t->tasks ? i + 1 : 0;
}

int
table_break(struct table *t)
{
	t->broken = 1;
	return -1;
}

/* after a wait that has failed: 0 if it was the look's turn, and nobody has failed; else -1 */
static int
go_on(const struct table *t, const char *what)
{
	if (errno != ETIMEDOUT)
		return workload_fail("%s: %s", what, strerror(errno));
	return t->broken ? workload_fail("another task has failed") : 0;
}

int
table_meet(struct table *t)
{
	const uint32_t tasks = (uint32_t)t->tasks;
	const uint32_t due = atomic_fetch_add(&t->met, 1) / tasks * tasks + tasks;
	uint32_t met;

	if (t->met >= due)
		wake(&t->met, UINT32_MAX);
	while ((met = t->met) < due)
		if (park(&t->met, met, clock_ns() + LOOKS_APART_NS) != 0 && errno != EAGAIN &&
		    go_on(t, "the meeting") != 0)
			return -1;
	return 0;
}

static int
lock(struct table *t, struct mutex *m)
{
	while (mutex_lock(m, clock_ns() + LOOKS_APART_NS) != 0)
		if (go_on(t, "a lock cannot be taken") != 0)
			return -1;
	return 0;
}

/* write down that task i wants this lock or, if it has it, that it does so */
static int
note(struct table *t, size_t i, size_t wanted, bool has)
{
	if (lock(t, &t->map) != 0)
		return -1;
	t->place[i].wants = has ? 0 : (uint32_t)wanted + 1;
	if (has)
		t->place[wanted].holder = (uint32_t)i + 1;
	mutex_unlock(&t->map);
	return 0;
}

int
table_take(struct table *t, size_t i, size_t wanted)
{
	return note(t, i, wanted, false) == 0 && lock(t, &t->place[wanted].mutex) == 0
	               ? note(t, i, wanted, true)
	               : -1;
}

/* whether task i is in a circle: then it is no longer */
static bool
leave_circle(struct table *t, size_t i, size_t has)
{
	size_t links = circle_links(t, i);

	if (links == 0)
		return false;
	atomic_fetch_add(&t->deadlocks, 1);
	circle_explain(t, i, has, links);
	t->place[i].wants = 0;
	t->place[has].holder = 0;
	mutex_unlock(&t->place[has].mutex);
	return true;
}

int
table_take_patiently(struct table *t, size_t i, size_t wanted, size_t has, uint64_t patience_ns)
{
	const uint64_t end_ns = clock_ns() + patience_ns + TOO_LONG_NS;

	if (note(t, i, wanted, false) != 0)
		return -1;
	while (mutex_lock(&t->place[wanted].mutex, clock_ns() + patience_ns) != 0) {
		bool left;

		if (go_on(t, "a lock cannot be taken") != 0 || lock(t, &t->map) != 0)
			return -1;
		left = leave_circle(t, i, has);
		mutex_unlock(&t->map);
		if (left) {
			errno = EDEADLK;
			return -1;
		}
		if (clock_ns() > end_ns)
			return workload_fail("task %zu waits for a lock in vain, and in no circle",
			                     i);
	}
	return note(t, i, wanted, true);
}

/* Who comes between the two steps is overwritten: nobody does, where a lock keeps them out. */
static void
count(_Atomic uint64_t *number)
{
	uint64_t seen = atomic_load_explicit(number, memory_order_relaxed);

	checkpoint();
	atomic_store_explicit(number, seen + 1, memory_order_relaxed);
}

int
table_use(struct table *t, size_t one, size_t other)
{
	count(&t->place[one].uses);
	count(&t->place[other].uses);
	if (lock(t, &t->map) != 0)
		return -1;
	t->place[one].holder = t->place[other].holder = 0;
	mutex_unlock(&t->map);
	mutex_unlock(&t->place[one].mutex);
	mutex_unlock(&t->place[other].mutex);
	return 0;
}

int
table_speak(struct table *t, size_t i)
{
	struct place *place = &t->place[i];
	uint64_t due = place->turns * t->tasks + i;

	while (semaphore_acquire(&place->turn, clock_ns() + LOOKS_APART_NS) != 0)
		if (go_on(t, "a turn cannot be awaited") != 0)
			return -1;
	if (t->spoken != due)
		return workload_fail("task %zu spoke out of turn: as number %" PRIu64
		                     ", and %" PRIu64 " was due",
		                     i,
		                     t->spoken,
		                     due);
	count(&t->spoken);
	place->turns++;
	if (semaphore_release(&t->place[table_next(t, i)].turn) != 0)
		return workload_fail("a turn cannot be handed on: %s", strerror(errno));
	return 0;
}

static int
count_turn(struct table *t)
{
	count(&t->counted);
	return 0;
}

static int
enter_again(struct table *t, int depth)
{
	int status;

	if (rlock_lock(&t->rlock, UINT64_MAX) != 0)
		return workload_fail("a re-entrant lock lets its holder in: %s", strerror(errno));
	status = depth > 1 ? enter_again(t, depth - 1) : count_turn(t);
	if (rlock_unlock(&t->rlock) != 0)
		return workload_fail("the lock cannot be given back: %s", strerror(errno));
	return status;
}

int
table_reenter(struct table *t, size_t i, uint64_t patience_ns)
{
	const uint64_t deadline_ns = clock_ns() + patience_ns;
	struct mutex *mutex = &t->place[i].mutex;
	int refused;

	if (mutex_lock(mutex, UINT64_MAX) != 0)
		return -1;
	refused = mutex_lock(mutex, deadline_ns) == 0 ? 0 : errno;
	mutex_unlock(mutex);
	if (refused != EDEADLK)
		return workload_fail("a mutex that its holder takes again should refuse: %s",
		                     strerror(refused));
	atomic_fetch_add(&t->refused, 1);
	return enter_again(t, DEPTH);
}

uint64_t
table_turns(const struct table *t)
{
	uint64_t uses = 0;

	for (size_t i = 0; i < t->tasks; i++)
		uses += t->place[i].uses;
	return uses / 2 + t->counted + t->spoken;
}
