/*
 * A semaphore under every model: never more at once than there are permits, none is lost, and whoever
 * waits gets the next.
 */
#include "runners/sync/semaphore.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/sync/vigil.h"
#include "tests/company.h"
#include "tests/party.h"
#include "tests/tap.h"
#include "tests/trial.h"

#define NEVER UINT64_MAX

enum { PERMITS = 3, FEW = 12, ROUNDS = 200, MANY = 300, PATIENCE_NS = 5000000 };

/* in memory that processes share */
static struct shared {
	struct semaphore semaphore;
	_Atomic uint32_t inside, most, visits, ready;
} * shared;

static void
begin(uint32_t permits)
{
	*shared = (struct shared){.inside = 0};
	semaphore_init(&shared->semaphore, permits);
}

static bool
visit(bool stays)
{
	uint32_t most = atomic_load(&shared->most);
	uint32_t inside;

	if (semaphore_acquire(&shared->semaphore, NEVER) != 0)
		return false;
	inside = atomic_fetch_add(&shared->inside, 1) + 1;
	while (inside > most && !atomic_compare_exchange_weak(&shared->most, &most, inside))
		;
	atomic_fetch_add(&shared->visits, 1);
	if (stays)
		usleep(50);
	atomic_fetch_sub(&shared->inside, 1);
	errno = ENOTTY;
	return semaphore_release(&shared->semaphore) == 0 && errno == ENOTTY;
}

static bool
visit_often(size_t k)
{
	bool well = true;

	for (size_t round = 0; round < ROUNDS; round++)
		well = visit((round + k) % 8 == 0) && well;
	return well;
}

static void
visitor(void)
{
	visit_often(0);
}

static bool
bounded(uint32_t visitors)
{
	return shared->visits == visitors * ROUNDS && shared->most <= PERMITS &&
	       shared->semaphore.word == PERMITS && shared->semaphore.waiting == 0;
}

static void
never_more(const struct company *company)
{
	begin(PERMITS);
	ok(company_meet(company, visit_often, FEW) && bounded(FEW),
	   "%s: never more than %d at once, and no permit is lost",
	   company->name,
	   PERMITS);
}

static void
never_more_with(const struct loop_engine *engine, const struct party *party)
{
	begin(PERMITS);
	ok(party->meet(engine, visitor, FEW, visitor) && bounded(FEW + 1),
	   "coroutines and a %s: never more than %d at once",
	   party->with,
	   PERMITS);
}

/* Many wait, and one gives as many permits: each wakes one. */

static bool
take_or_give(size_t k)
{
	if (k > 0) {
		atomic_fetch_add(&shared->ready, 1);
		return semaphore_acquire(&shared->semaphore, NEVER) == 0;
	}
	while (atomic_load(&shared->ready) < MANY)
		usleep(1000);
	for (int n = 0; n < MANY; n++) {
		if (n % 50 == 0)
			usleep(1000);
		if (semaphore_release(&shared->semaphore) != 0)
			return false;
	}
	return true;
}

static void
many_wait(const struct company *company)
{
	begin(0);
	ok(company_meet(company, take_or_give, MANY + 1) &&
	           semaphore_acquire(&shared->semaphore, 0) == -1 && shared->semaphore.waiting == 0,
	   "%s: %d wait, and each gets the permit of one release",
	   company->name,
	   MANY);
}

/* What is answered. */

static bool
refused(uint64_t deadline_ns)
{
	errno = 0;
	return semaphore_acquire(&shared->semaphore, deadline_ns) == -1 && errno == ETIMEDOUT;
}

static bool
alone(size_t k)
{
	struct semaphore full;
	uint64_t deadline = clock_ns() + PATIENCE_NS;
	bool well = refused(0) && refused(1) && refused(deadline) && clock_ns() >= deadline &&
	            semaphore_release(&shared->semaphore) == 0 &&
	            semaphore_acquire(&shared->semaphore, 0) == 0 && refused(0);

	semaphore_init(&full, SEMAPHORE_PERMITS_MAX - (uint32_t)k);
	errno = 0;
	return well && semaphore_release(&full) == -1 && errno == EOVERFLOW &&
	       semaphore_acquire(&full, 0) == 0 && semaphore_release(&full) == 0;
}

static void
answers(const struct company *company)
{
	begin(0);
	ok(company_meet(company, alone, 1),
	   "%s: no permit until the deadline, and not a moment before; and none too many",
	   company->name);
}

int
main(void)
{
	trial_deadline(120);
	vigil_first_look_ns = NEVER;
	shared = shared_memory(sizeof *shared);
	company_each(answers);
	company_each(never_more);
	party_each(never_more_with);
	company_each(many_wait);
	return done_testing();
}
