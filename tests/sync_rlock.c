/*
 * A lock that its holder may take again, under every model: as deep as it was taken it is to be given
 * back, and by nobody else.
 */
#include "runners/sync/rlock.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/sync/vigil.h"
#include "tests/company.h"
#include "tests/party.h"
#include "tests/tap.h"
#include "tests/trial.h"

#define NEVER UINT64_MAX

enum { DEPTH = 5, FEW = 8, ROUNDS = 100 };

/* in memory that processes share */
static struct shared {
	struct rlock lock;
	uint64_t sum; /* by plain additions */
	_Atomic uint32_t ready;
} * shared;

static void
begin(void)
{
	*shared = (struct shared){.sum = 0};
}

static bool
descend(unsigned depth, bool stays)
{
	bool well;

	errno = ENOTTY;
	if (rlock_lock(&shared->lock, NEVER) != 0 || errno != ENOTTY)
		return false;
	shared->sum++;
	well = depth == 1 || descend(depth - 1, stays);
	if (depth == 1 && stays)
		usleep(10);
	errno = ENOTTY;
	return rlock_unlock(&shared->lock) == 0 && errno == ENOTTY && well;
}

static bool
descend_often(size_t k)
{
	bool well = true;

	for (size_t round = 0; round < ROUNDS; round++)
		well = descend(DEPTH, (round + k) % 8 == 0) && well;
	return well;
}

static void
descender(void)
{
	descend_often(0);
}

static void
one_at_a_time(const struct company *company)
{
	begin();
	ok(company_meet(company, descend_often, FEW) &&
	           shared->sum == (uint64_t)FEW * ROUNDS * DEPTH,
	   "%s: one at a time, %d deep",
	   company->name,
	   DEPTH);
}

static void
one_at_a_time_with(const struct loop_engine *engine, const struct party *party)
{
	begin();
	ok(party->meet(engine, descender, FEW, descender) &&
	           shared->sum == (uint64_t)(FEW + 1) * ROUNDS * DEPTH,
	   "coroutines and a %s: one at a time, %d deep",
	   party->with,
	   DEPTH);
}

/* The first has it twice; the second tries to take it, and to give it back. */

static bool
refused(int status, int error)
{
	return status == -1 && errno == error;
}

static void
await(uint32_t step)
{
	while (atomic_load(&shared->ready) < step)
		usleep(1000);
}

static bool
hold(void)
{
	bool well = refused(rlock_unlock(&shared->lock), EPERM) &&
	            rlock_lock(&shared->lock, 0) == 0 && rlock_lock(&shared->lock, 0) == 0;

	atomic_store(&shared->ready, 1);
	await(2);
	well = rlock_unlock(&shared->lock) == 0 && well;
	atomic_store(&shared->ready, 3);
	await(4);
	well = rlock_unlock(&shared->lock) == 0 && well;
	well = refused(rlock_unlock(&shared->lock), EPERM) && well;
	atomic_store(&shared->ready, 5);
	return well;
}

static bool
hold_or_try(size_t k)
{
	bool well;

	if (k == 0)
		return hold();
	await(1);
	well = refused(rlock_unlock(&shared->lock), EPERM) &&
	       refused(rlock_lock(&shared->lock, 0), ETIMEDOUT) &&
	       refused(rlock_lock(&shared->lock, clock_ns() + 1000000), ETIMEDOUT);
	atomic_store(&shared->ready, 2);
	await(3);
	well = refused(rlock_lock(&shared->lock, 0), ETIMEDOUT) && well;
	atomic_store(&shared->ready, 4);
	await(5);
	return rlock_lock(&shared->lock, 0) == 0 && rlock_unlock(&shared->lock) == 0 && well;
}

static void
owned(const struct company *company)
{
	begin();
	ok(company_meet(company, hold_or_try, 2),
	   "%s: the holder's until it is given back as often, and nobody else may do that",
	   company->name);
}

static void
too_deep(void)
{
	struct rlock lock = {.depth = 0};

	rlock_lock(&lock, NEVER);
	lock.depth = UINT32_MAX;
	ok(refused(rlock_lock(&lock, NEVER), EAGAIN) && rlock_unlock(&lock) == 0 &&
	           lock.depth == UINT32_MAX - 1,
	   "too often is refused");
}

int
main(void)
{
	trial_deadline(120);
	vigil_first_look_ns = NEVER;
	shared = shared_memory(sizeof *shared);
	company_each(owned);
	company_each(one_at_a_time);
	party_each(one_at_a_time_with);
	too_deep();
	return done_testing();
}
