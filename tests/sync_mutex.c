/*
 * A mutex under every model: one at a time has it, deadlines, whom it belongs to; and many who wait.
 */
#include "runners/sync/mutex.h"

#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/sync/vigil.h"
#include "tests/company.h"
#include "tests/party.h"
#include "tests/tap.h"
#include "tests/trial.h"

#define NEVER UINT64_MAX

enum { ROUNDS = 300, FEW = 8, MANY = 300, PATIENCE_NS = 5000000 };

/* in memory that processes share */
static struct shared {
	struct mutex mutex;
	uint64_t sum; /* by plain additions */
	_Atomic uint32_t inside, trouble, ready;
} * shared;

static void
begin(void)
{
	*shared = (struct shared){.sum = 0};
}

static bool
visit(bool stays)
{
	if (mutex_lock(&shared->mutex, NEVER) != 0)
		return false;
	if (atomic_fetch_add(&shared->inside, 1) != 0)
		atomic_fetch_add(&shared->trouble, 1);
	shared->sum++;
	if (stays)
		usleep(10);
	atomic_fetch_sub(&shared->inside, 1);
	errno = ENOTTY;
	mutex_unlock(&shared->mutex);
	return errno == ENOTTY;
}

static bool
visit_often(size_t k)
{
	bool well = true;

	for (size_t round = 0; round < ROUNDS; round++)
		well = visit((round + k) % 16 == 0) && well;
	return well;
}

static void
visitor(void)
{
	visit_often(0);
}

static void
one_at_a_time(const struct company *company)
{
	begin();
	ok(company_meet(company, visit_often, FEW) && shared->trouble == 0 &&
	           shared->sum == (uint64_t)FEW * ROUNDS,
	   "%s: one at a time, and none is lost",
	   company->name);
}

static void
one_at_a_time_with(const struct loop_engine *engine, const struct party *party)
{
	begin();
	ok(party->meet(engine, visitor, FEW, visitor) && shared->trouble == 0 &&
	           shared->sum == (uint64_t)(FEW + 1) * ROUNDS,
	   "coroutines and a %s: one at a time",
	   party->with);
}

/* All come while the first has it. */

static bool
queue_up(size_t k)
{
	if (k > 0) {
		while (atomic_load(&shared->ready) == 0)
			usleep(1000);
		return visit(false);
	}
	if (mutex_lock(&shared->mutex, NEVER) != 0)
		return false;
	atomic_store(&shared->ready, 1);
	usleep(30000);
	mutex_unlock(&shared->mutex);
	return true;
}

static void
many_wait(const struct company *company)
{
	begin();
	ok(company_meet(company, queue_up, MANY) && shared->trouble == 0 && shared->sum == MANY - 1,
	   "%s: %d wait for one",
	   company->name,
	   MANY - 1);
}

/* Deadlines, and whose it is. */

static bool
refused(uint64_t deadline_ns, int error)
{
	errno = 0;
	return mutex_lock(&shared->mutex, deadline_ns) == -1 && errno == error;
}

static bool
be_refused(size_t k)
{
	uint64_t deadline;
	bool well;

	if (k == 0) {
		well = mutex_lock(&shared->mutex, 0) == 0 && mutex_mine(&shared->mutex) &&
		       refused(NEVER, EDEADLK) && refused(0, EDEADLK);
		atomic_store(&shared->ready, 1);
		while (atomic_load(&shared->ready) < 3)
			usleep(1000);
		mutex_unlock(&shared->mutex);
		return well && !mutex_mine(&shared->mutex);
	}
	while (atomic_load(&shared->ready) == 0)
		usleep(1000);
	deadline = clock_ns() + PATIENCE_NS;
	well = !mutex_mine(&shared->mutex) && refused(0, ETIMEDOUT) && refused(1, ETIMEDOUT) &&
	       refused(deadline, ETIMEDOUT) && clock_ns() >= deadline;
	atomic_fetch_add(&shared->ready, 1);
	return mutex_lock(&shared->mutex, clock_ns() + UINT64_C(20000000000)) == 0 &&
	       (mutex_unlock(&shared->mutex), well);
}

static void
refusals(const struct company *company)
{
	begin();
	ok(company_meet(company, be_refused, 3),
	   "%s: held by one, who may not again; others until the deadline, and not a moment before",
	   company->name);
}

int
main(void)
{
	trial_deadline(120);
	vigil_first_look_ns = NEVER;
	shared = shared_memory(sizeof *shared);
	company_each(refusals);
	company_each(one_at_a_time);
	party_each(one_at_a_time_with);
	company_each(many_wait);
	return done_testing();
}
