/*
 * Futures in their order: of the arguments (map), and of being done (as completed).
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/park.h"
#include "runners/pool.h"
#include "runners/sync/vigil.h"
#include "tests/pool_kind.h"
#include "tests/tap.h"
#include "tests/trial.h"

#define NEVER UINT64_MAX

enum { WORKERS = 3, MANY = 500 };

/* Map. */

static int
square_but_7(const void *argument, uint64_t *result)
{
	uint32_t n;

	memcpy(&n, argument, sizeof n);
	if (n != 7)
		return square(argument, result);
	errno = EDOM;
	return -1;
}

static bool
map(const struct kind *kind)
{
	struct pool *p = pool_new(WORKERS);
	uint32_t numbers[MANY];
	uint64_t results[MANY] = {0};
	bool well;

	(void)kind;
	for (uint32_t k = 0; k < MANY; k++)
		numbers[k] = MANY - k;
	well = holds(pool_map(p, square, numbers, sizeof *numbers, MANY, results, NEVER) == 0,
	             "a map");
	for (uint64_t k = 0; k < MANY; k++)
		well = holds(results[k] == (MANY - k) * (MANY - k), "in its place") && well;
	well = refused(pool_map(p, square_but_7, numbers, 4, MANY, results, NEVER) == -1,
	               EDOM,
	               "the one that failed") &&
	       well;
	well = holds(pool_map(p, square, numbers, 4, 0, NULL, NEVER) == 0, "of nothing") && well;
	well = refused(pool_map(p, square, numbers, POOL_ARGUMENT_MAX + 1, 1, results, NEVER) == -1,
	               EINVAL,
	               "too long") &&
	       well;
	pool_shutdown(p);
	well = refused(pool_map(p, square, numbers, 4, 1, results, NEVER) == -1,
	               ESHUTDOWN,
	               "shut down") &&
	       well;
	pool_free(p);
	return well;
}

/* those that have begun wait for a gate, and the others never begin */
static bool
map_in_vain(const struct kind *kind)
{
	struct pool *p = pool_new(WORKERS);
	const uint32_t numbers[20] = {0};
	uint64_t results[20];
	const uint64_t until = clock_ns() + 30000000;
	bool well;

	if (kind->alone) {
		pool_free(p);
		return true;
	}
	well = refused(pool_map(p, pass_gate, numbers, sizeof *numbers, 20, results, until) == -1,
	               ETIMEDOUT,
	               "in vain") &&
	       holds(clock_ns() >= until, "not before the deadline");
	gate_open(0);
	well = holds(pool_map(p, square, numbers, sizeof *numbers, 1, results, NEVER) == 0,
	             "the pool goes on") &&
	       well;
	pool_free(p);
	return holds(board->begun <= WORKERS, "no more were begun than had a worker") && well;
}

/* As completed. */

static bool
next_is(struct future *const *f, ptrdiff_t k)
{
	uint64_t result;

	return holds(future_next_done(f, WORKERS, NEVER) == k, "the next that is done") &&
	       holds(future_done(f[k]) && future_result(f[k], &result, 0) == 0, "it is done");
}

static bool
as_completed(const struct kind *kind)
{
	struct pool *p = pool_new(WORKERS);
	struct future *f[WORKERS];
	const uint64_t until = clock_ns() + 5000000;
	bool well = true;

	for (uint32_t k = 0; k < WORKERS; k++) {
		if (kind->alone)
			gate_open(k);
		f[k] = pool_submit(p, pass_gate, &k, sizeof k);
	}
	if (kind->alone) {
		well = next_is(f, 0) && next_is(f, 1) && next_is(f, 2);
	} else {
		well = refused(future_next_done(f, WORKERS, until) == -1, ETIMEDOUT, "too early") &&
		       holds(clock_ns() >= until, "not before the deadline");
		well = refused(future_next_done(f, WORKERS, 0) == -1, ETIMEDOUT, "now") && well;
		gate_open(1);
		well = next_is(f, 1) && well;
		gate_open(2);
		while (!future_done(f[2]))
			usleep(1000);
		gate_open(0);
		while (!future_done(f[0]))
			usleep(1000);
		well = next_is(f, 2) && next_is(f, 0) && well;
	}
	well = refused(future_next_done(f, WORKERS, NEVER) == -1, ENOENT, "all were had") && well;
	well = refused(future_next_done(f, 0, NEVER) == -1, ENOENT, "of none") && well;
	for (size_t k = 0; k < WORKERS; k++)
		future_free(f[k]);
	pool_free(p);
	return well;
}

/* some of them, in an order of their own; of the others some are given back that were never returned */
static bool
some_completed(const struct kind *kind)
{
	struct pool *p = pool_new(1);
	struct future *f[MANY];
	struct future *odd[MANY / 2];
	bool well = true;

	(void)kind;
	for (uint32_t k = 0; k < MANY; k++)
		f[k] = pool_submit(p, square, &k, sizeof k);
	for (size_t k = 0; k < MANY / 2; k++)
		odd[MANY / 2 - 1 - k] = f[2 * k + 1];
	for (ptrdiff_t k = MANY / 2 - 1; k >= 0; k--)
		well = holds(future_next_done(odd, MANY / 2, NEVER) == k, "the next of some") &&
		       well;
	well = refused(future_next_done(odd, MANY / 2, NEVER) == -1, ENOENT, "all of these") &&
	       well;
	well = holds(future_next_done(f, MANY, NEVER) == 0, "the first of the others") && well;
	future_free(f[0]);
	future_free(f[2]);
	future_free(f[MANY - 2]);
	for (ptrdiff_t k = 4; k < MANY - 2; k += 2)
		well = holds(future_next_done(f + 3, MANY - 6, NEVER) == k - 3, "and the rest") &&
		       well;
	well = refused(future_next_done(f + 3, MANY - 6, 0) == -1, ENOENT, "all") && well;
	for (size_t k = 1; k < MANY; k++)
		if (k != 2 && k != MANY - 2)
			future_free(f[k]);
	pool_free(p);
	return well;
}

static void
on(const struct kind *kind)
{
	kind_tries(kind, 4, map, "results in the order of the arguments; the first that fails");
	kind_tries(kind, 1, map_in_vain, "a map past its deadline: what has not begun never does");
	kind_tries(kind, 1, as_completed, "in the order of being done");
	kind_tries(kind, 1, some_completed, "... of some of them; others are given back");
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
