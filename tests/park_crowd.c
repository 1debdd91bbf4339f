/*
 * Many who park at one word: all are woken by an event, one is woken for each token, and one at a time
 * has a lock.
 */
#include "runners/park.h"

#include <unistd.h>

#include "runners/loop.h"
#include "tests/party.h"
#include "tests/tap.h"
#include "tests/trial.h"

#define NEVER UINT64_MAX

enum { ROUNDS = 200, CROWD = PARTY_MOST, LOCKERS = 8 };

/* in memory that processes share */
static struct shared {
	_Atomic uint32_t event; /* set once */
	_Atomic uint32_t tokens, taken;
	_Atomic uint32_t lock;
	uint32_t inside, most_inside, sum;
} * shared;

static void
begin(void)
{
	*shared = (struct shared){.sum = 0};
}

/* An event. */

static void
await_event(void)
{
	while (atomic_load(&shared->event) == 0)
		park(&shared->event, 0, NEVER);
	atomic_fetch_add(&shared->taken, 1);
}

static void
set_event(void)
{
	usleep(5000);
	atomic_store(&shared->event, 1);
	wake(&shared->event, UINT32_MAX);
}

static void
event(const struct loop_engine *engine, const struct party *party)
{
	begin();
	ok(party->meet(engine, await_event, CROWD, set_event) && shared->taken == CROWD,
	   "%s: all are woken at once by a %s",
	   engine->name,
	   party->with);
}

/* Tokens. */

static void
take_token(void)
{
	for (;;) {
		uint32_t are = atomic_load(&shared->tokens);

		if (are == 0)
			park(&shared->tokens, 0, NEVER);
		else if (atomic_compare_exchange_strong(&shared->tokens, &are, are - 1))
			break;
	}
	atomic_fetch_add(&shared->taken, 1);
}

static void
give_tokens(void)
{
	for (int k = 0; k < CROWD; k++) {
		if (k % 10 == 0)
			usleep(1000);
		atomic_fetch_add(&shared->tokens, 1);
		wake(&shared->tokens, 1);
	}
}

static void
tokens(const struct loop_engine *engine, const struct party *party)
{
	begin();
	ok(party->meet(engine, take_token, CROWD, give_tokens) && shared->taken == CROWD &&
	           shared->tokens == 0,
	   "%s: one is woken for each token from a %s",
	   engine->name,
	   party->with);
}

/* A lock of three states: free, held, and held while somebody may be parked. */

static void
lock(void)
{
	uint32_t is = 0;

	if (atomic_compare_exchange_strong(&shared->lock, &is, 1))
		return;
	while (atomic_exchange(&shared->lock, 2) != 0)
		park(&shared->lock, 2, NEVER);
}

static void
unlock(void)
{
	if (atomic_exchange(&shared->lock, 0) == 2)
		wake(&shared->lock, 1);
}

static void
count_in_turns(void)
{
	for (int k = 0; k < ROUNDS; k++) {
		lock();
		if (++shared->inside > shared->most_inside)
			shared->most_inside = shared->inside;
		shared->sum++;
		if (k % 8 == 0)
			usleep(10);
		shared->inside--;
		unlock();
	}
}

static void
locking(const struct loop_engine *engine, const struct party *party)
{
	begin();
	ok(party->meet(engine, count_in_turns, LOCKERS, count_in_turns) &&
	           shared->most_inside == 1 && shared->sum == (LOCKERS + 1) * ROUNDS,
	   "%s: a lock shared with a %s",
	   engine->name,
	   party->with);
}

int
main(void)
{
	trial_deadline(30);
	shared = shared_memory(sizeof *shared);
	party_each(event);
	party_each(tokens);
	party_each(locking);
	return done_testing();
}
