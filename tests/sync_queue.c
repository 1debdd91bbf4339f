/*
 * A queue under every model: what is put is got, once, and of each producer in its order; deadlines;
 * closing; joining.
 */
#include "runners/sync/queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/sync/vigil.h"
#include "tests/company.h"
#include "tests/party.h"
#include "tests/tap.h"
#include "tests/trial.h"

#define NEVER UINT64_MAX

enum { PRODUCERS = 4, CONSUMERS = 4, ITEMS = 500, CAPACITY = 8, PATIENCE_NS = 5000000 };

/* in memory that processes share */
static struct queue *queue;
static struct shared {
	_Atomic uint64_t sum, count;
	_Atomic uint32_t producing, ready;
} * shared;

static void
begin(size_t capacity)
{
	queue_init(queue, capacity);
	*shared = (struct shared){.producing = PRODUCERS};
}

/* Several producers and consumers. */

static bool
produce(size_t k)
{
	bool well = true;

	for (uint64_t n = 1; n <= ITEMS; n++) {
		well = queue_put(queue, k << 32 | n, NEVER) == 0 && well;
		if (n % 64 == k)
			usleep(100);
	}
	if (atomic_fetch_sub(&shared->producing, 1) == 1)
		queue_close(queue);
	return well;
}

static bool
consume(void)
{
	uint64_t last[PRODUCERS] = {0};
	uint64_t item;
	bool well = true;

	while (queue_get(queue, &item, NEVER) == 0) {
		well = well && item >> 32 < PRODUCERS && (uint32_t)item > last[item >> 32];
		if (!well)
			return false;
		last[item >> 32] = (uint32_t)item;
		atomic_fetch_add(&shared->sum, (uint32_t)item);
		atomic_fetch_add(&shared->count, 1);
		well = queue_task_done(queue) == 0;
	}
	return well && errno == EPIPE;
}

static bool
produce_or_consume(size_t k)
{
	return k < PRODUCERS ? produce(k) : consume();
}

static bool
all_there(void)
{
	return shared->count == (uint64_t)PRODUCERS * ITEMS &&
	       shared->sum == (uint64_t)PRODUCERS * ITEMS * (ITEMS + 1) / 2;
}

static void
each_once(const struct company *company)
{
	for (size_t capacity = 1; capacity <= CAPACITY; capacity *= CAPACITY) {
		begin(capacity);
		ok(company_meet(company, produce_or_consume, PRODUCERS + CONSUMERS) &&
		           all_there() && queue_join(queue, 0) == 0,
		   "%s, room for %zu: each item once, and of each producer in its order",
		   company->name,
		   capacity);
	}
}

/* Deadlines. */

static bool
refused(int status, int error)
{
	return status == -1 && errno == error;
}

static bool
alone(size_t k)
{
	uint64_t item = k;
	uint64_t deadline = clock_ns() + PATIENCE_NS;
	bool well = refused(queue_get(queue, &item, 0), ETIMEDOUT) &&
	            refused(queue_get(queue, &item, deadline), ETIMEDOUT) &&
	            clock_ns() >= deadline && queue_join(queue, 0) == 0 &&
	            refused(queue_task_done(queue), EINVAL) && queue_put(queue, 7, 0) == 0 &&
	            queue_put(queue, 8, NEVER) == 0 && queue_count(queue) == 2 &&
	            refused(queue_put(queue, 9, 0), ETIMEDOUT);

	deadline = clock_ns() + PATIENCE_NS;
	well = well && refused(queue_put(queue, 9, deadline), ETIMEDOUT) &&
	       clock_ns() >= deadline && queue_get(queue, &item, 0) == 0 && item == 7 &&
	       queue_task_done(queue) == 0 && refused(queue_join(queue, 0), ETIMEDOUT);
	deadline = clock_ns() + PATIENCE_NS;
	well = well && refused(queue_join(queue, deadline), ETIMEDOUT) && clock_ns() >= deadline;
	queue_close(queue);
	return well && refused(queue_put(queue, 9, NEVER), EPIPE) &&
	       queue_get(queue, &item, NEVER) == 0 && item == 8 &&
	       refused(queue_get(queue, &item, NEVER), EPIPE) && queue_task_done(queue) == 0 &&
	       refused(queue_task_done(queue), EINVAL) && queue_join(queue, NEVER) == 0;
}

static void
answers(const struct company *company)
{
	begin(2);
	ok(company_meet(company, alone, 1),
	   "%s: full, empty, closed, done: each is told, and a deadline is never early",
	   company->name);
}

/* Some wait to put, get or join while another one closes. */

static bool
wait_or_close(size_t k)
{
	uint64_t item;

	if (k > 0) {
		atomic_fetch_add(&shared->ready, 1);
		return k % 2 ? refused(queue_put(queue, k, NEVER), EPIPE)
		             : queue_join(queue, NEVER) == 0;
	}
	while (atomic_load(&shared->ready) < 100)
		usleep(1000);
	usleep(5000);
	queue_close(queue);
	return queue_get(queue, &item, 0) == 0 && queue_task_done(queue) == 0;
}

static void
closing(const struct company *company)
{
	begin(1);
	ok(queue_put(queue, 1, 0) == 0 && company_meet(company, wait_or_close, 101),
	   "%s: a hundred who wait are told that it is closed, or all is done",
	   company->name);
}

/* Coroutines and others. */

static void
consumer(void)
{
	if (!consume())
		atomic_store(&shared->count, UINT64_MAX / 2);
}

static void
producers(void)
{
	for (size_t k = 0; k < PRODUCERS; k++)
		produce(k);
}

static void
consumers_and(const struct loop_engine *engine, const struct party *party)
{
	(void)engine;
	begin(CAPACITY);
	ok(party->meet(engine, consumer, CONSUMERS, producers) && all_there(),
	   "coroutines get what a %s puts",
	   party->with);
}

int
main(void)
{
	trial_deadline(120);
	vigil_first_look_ns = NEVER;
	queue = shared_memory(queue_bytes(CAPACITY));
	shared = shared_memory(sizeof *shared);
	company_each(answers);
	company_each(each_once);
	company_each(closing);
	party_each(consumers_and);
	return done_testing();
}
