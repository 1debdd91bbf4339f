/*
 * An event under every model: all who wait go on when it is set, also if it is cleared at once; later ones
 * wait again; deadlines.
 */
#include "runners/sync/event.h"

#include <errno.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/sync/vigil.h"
#include "tests/company.h"
#include "tests/party.h"
#include "tests/tap.h"
#include "tests/trial.h"

#define NEVER UINT64_MAX

enum { MANY = 300, ROUNDS = 20, FEW = 20, PATIENCE_NS = 5000000 };

/* in memory that processes share */
static struct shared {
	struct event event, back;
	_Atomic uint32_t coming, gone;
} * shared;

static void
begin(void)
{
	*shared = (struct shared){.coming = 0};
}

static void
await_coming(uint32_t count)
{
	while (atomic_load(&shared->coming) < count)
		usleep(1000);
	usleep(2000);
}

/* All wait for the first. */

static bool
wait_or_set(size_t k)
{
	if (k > 0) {
		atomic_fetch_add(&shared->coming, 1);
		return event_wait(&shared->event, NEVER) == 0 &&
		       atomic_fetch_add(&shared->gone, 1) < MANY;
	}
	await_coming(MANY);
	if (atomic_load(&shared->gone) != 0 || event_is_set(&shared->event))
		return false;
	errno = ENOTTY;
	event_set(&shared->event);
	return errno == ENOTTY && event_is_set(&shared->event);
}

static void
all_go_on(const struct company *company)
{
	begin();
	ok(company_meet(company, wait_or_set, MANY + 1) && shared->gone == MANY,
	   "%s: %d wait, and all go on when it is set",
	   company->name,
	   MANY);
}

static void
waiter(void)
{
	if (event_wait(&shared->event, NEVER) == 0)
		atomic_fetch_add(&shared->gone, 1);
}

static void
setter(void)
{
	usleep(5000);
	event_set(&shared->event);
}

static void
all_go_on_with(const struct loop_engine *engine, const struct party *party)
{
	begin();
	ok(party->meet(engine, waiter, PARTY_MOST, setter) && shared->gone == PARTY_MOST,
	   "coroutines go on when a %s sets it",
	   party->with);
}

/* It is set and cleared at once, again and again, whenever all wait. */

static bool
pulse(void)
{
	for (uint32_t round = 0; round < ROUNDS; round++) {
		await_coming((round + 1) * FEW);
		if (atomic_load(&shared->gone) != round * FEW)
			return false;
		event_clear(&shared->back);
		event_set(&shared->event);
		event_clear(&shared->event);
		while (atomic_load(&shared->gone) < (round + 1) * FEW)
			usleep(100);
		event_set(&shared->back);
	}
	return true;
}

static bool
follow(size_t k)
{
	bool well = true;

	if (k == 0)
		return pulse();
	for (uint32_t round = 0; round < ROUNDS; round++) {
		atomic_fetch_add(&shared->coming, 1);
		well = event_wait(&shared->event, NEVER) == 0 && well;
		atomic_fetch_add(&shared->gone, 1);
		well = event_wait(&shared->back, NEVER) == 0 && well;
	}
	return well;
}

static void
pulses(const struct company *company)
{
	begin();
	ok(company_meet(company, follow, FEW + 1) && shared->gone == FEW * ROUNDS,
	   "%s: set and cleared at once, all who waited go on, once each time",
	   company->name);
}

/* What is answered. */

static bool
alone(size_t k)
{
	struct event event = {.word = 0};
	uint64_t deadline = clock_ns() + PATIENCE_NS;
	bool well = event_wait(&event, 0) == -1 && errno == ETIMEDOUT &&
	            event_wait(&event, deadline) == -1 && errno == ETIMEDOUT &&
	            clock_ns() >= deadline && !event_is_set(&event);

	event_set(&event);
	event_set(&event);
	well = well && event_wait(&event, 0) == 0 && event_wait(&event, NEVER) == 0;
	event_clear(&event);
	event_clear(&event);
	return well && event_wait(&event, 0) == -1 && errno == ETIMEDOUT && k == 0;
}

static void
answers(const struct company *company)
{
	ok(company_meet(company, alone, 1),
	   "%s: not set until the deadline, and not a moment before; set; cleared",
	   company->name);
}

int
main(void)
{
	trial_deadline(120);
	vigil_first_look_ns = NEVER;
	shared = shared_memory(sizeof *shared);
	company_each(answers);
	company_each(all_go_on);
	party_each(all_go_on_with);
	company_each(pulses);
	return done_testing();
}
