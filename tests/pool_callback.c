/*
 * Futures that call back when they are done.
 */
#include <errno.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/pool.h"
#include "runners/sync/vigil.h"
#include "tests/pool_kind.h"
#include "tests/tap.h"
#include "tests/trial.h"

#define NEVER UINT64_MAX

enum { WORKERS = 3, MANY = 500 };

/* what is called back, in the task's own memory */
struct called {
	struct pool *pool;
	struct future *later; /* what the callback submits */
	uint64_t sum;
	_Atomic uint32_t times, inside, most;
	pid_t pid;
};

static void
add(struct future *f, void *argument)
{
	struct called *called = argument;
	uint64_t result = 0;

	if (future_done(f) && future_result(f, &result, 0) == 0)
		called->sum += result;
	called->pid = getpid();
	atomic_fetch_add(&called->times, 1);
}

static void
add_and_submit(struct future *f, void *argument)
{
	struct called *called = argument;

	called->later = pool_submit(called->pool, square, &(uint32_t){5}, sizeof(uint32_t));
	add(f, argument);
}

static bool
callbacks(const struct kind *kind)
{
	struct called called = {.pool = pool_new(1)};
	struct future *f;
	uint64_t result = 0;
	bool well;

	if (kind->alone)
		gate_open(3);
	f = pool_submit(called.pool, pass_gate, &(uint32_t){3}, sizeof(uint32_t));
	well = holds(future_on_done(f, add_and_submit, &called) == 0, "one callback");
	well = refused(future_on_done(f, add, &called) == -1, EBUSY, "another one") && well;
	well = holds(called.times == kind->alone, "not before it is done") && well;
	gate_open(3);
	future_free(f); /* which waits for it */
	well = holds(called.times == 1 && called.sum == 9, "called once, with the result") && well;
	well = holds(called.pid == getpid(), "where the caller is") && well;
	well = holds(called.later && future_result(called.later, &result, NEVER) == 0 &&
	                     result == 25,
	             "a callback submits") &&
	       well;
	well = holds(future_on_done(called.later, add, &called) == 0 && called.times == 2 &&
	                     called.sum == 34,
	             "at once if it is done") &&
	       well;
	future_free(called.later);
	pool_free(called.pool);
	return well;
}

static void
stay(struct future *f, void *argument)
{
	struct called *called = argument;
	uint32_t inside = atomic_fetch_add(&called->inside, 1) + 1;

	(void)f;
	if (inside > called->most)
		called->most = inside;
	usleep(3000);
	atomic_fetch_sub(&called->inside, 1);
}

/* where workers have the caller's memory they call at once, but not those that have not */
static bool
by_turns(const struct kind *kind)
{
	struct called called = {.pool = pool_new(WORKERS)};
	struct future *f[4 * WORKERS];

	for (uint32_t k = 0; k < 4 * WORKERS; k++) {
		f[k] = pool_submit(called.pool, nap, &(uint32_t){1}, sizeof k);
		future_on_done(f[k], stay, &called);
	}
	for (uint32_t k = 0; k < 4 * WORKERS; k++)
		future_free(f[k]);
	pool_free(called.pool);
	return holds(called.most >= 1 && (called.most == 1 || (!kind->alone && !kind->processes)),
	             "one callback at a time");
}

static void
call_on_gate(struct future *f, void *argument)
{
	uint64_t result;

	(void)f;
	(void)argument;
	pass_gate(&(uint32_t){1}, &result);
}

/* a callback takes a while: another worker is started for what is submitted meanwhile */
static bool
busy_calling(const struct kind *kind)
{
	struct pool *p = pool_new(2);
	struct future *f[2];
	uint64_t result = 0;
	bool well;

	if (kind->alone)
		gate_open(0), gate_open(1);
	f[0] = pool_submit(p, pass_gate, &(uint32_t){0}, sizeof(uint32_t));
	well = holds(future_on_done(f[0], call_on_gate, NULL) == 0, "a callback");
	gate_open(0);
	while (atomic_load(&board->begun) < 2)
		usleep(1000);
	f[1] = pool_submit(p, square, &(uint32_t){5}, sizeof(uint32_t));
	well = holds(future_result(f[1], &result, clock_ns() + UINT64_C(5000000000)) == 0 &&
	                     result == 25,
	             "done by another one") &&
	       well;
	gate_open(1);
	future_free(f[0]);
	future_free(f[1]);
	well = holds(pool_workers(p) == (kind->alone ? 0 : 2), "so many as are needed") && well;
	pool_free(p);
	return well;
}

/* by one worker, so that nobody adds at once; a shut-down waits for the callbacks, too */
static bool
many_callbacks(const struct kind *kind)
{
	struct called called = {.pool = pool_new(1)};
	struct future *f[MANY];
	bool well = true;

	(void)kind;
	for (uint32_t k = 0; k < MANY; k++)
		f[k] = pool_submit(called.pool, nap, &(uint32_t){0}, sizeof k);
	pool_shutdown(called.pool);
	for (uint32_t k = 0; k < MANY; k++)
		well = future_on_done(f[k], add, &called) == 0 && well;
	well = holds(called.times == MANY, "each was called back") && well;
	for (uint32_t k = 0; k < MANY; k++)
		future_free(f[k]);
	pool_free(called.pool);
	return well;
}

static void
on(const struct kind *kind)
{
	kind_tries(
		kind, 1, callbacks, "a callback: once, when it is done or at once; it may submit");
	kind_tries(kind, 1, by_turns, "callbacks of processes' results come one after the other");
	kind_tries(kind, 1, busy_calling, "who calls back is not idle");
	kind_tries(kind, 2, many_callbacks, "many callbacks");
}

int
main(void)
{
	struct belongings before;

	trial_deadline(180);
	vigil_first_look_ns = UINT64_MAX;
	before = belongings_now();
	kind_each(on);
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
