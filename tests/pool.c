/*
 * Pools under every runner: what is submitted is done, by so many workers as are needed and no more; and
 * nothing is left of them.
 */
#include "runners/pool.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "runners/clock.h"
#include "runners/pool/crew.h"
#include "runners/runner.h"
#include "runners/sync/vigil.h"
#include "tests/pool_kind.h"
#include "tests/tap.h"
#include "tests/trial.h"

#define NEVER UINT64_MAX

enum { WORKERS = 3, MANY = 1000, TASKS = 8, STACK_USED = 64 << 10 };

/* submit one and wait for it: its result, or 0 */
static uint64_t
done_at_once(struct pool *p, pool_function *function, uint32_t n)
{
	struct future *f = pool_submit(p, function, &n, sizeof n);
	uint64_t result = 0;

	if (f && future_result(f, &result, NEVER) != 0)
		result = 0;
	future_free(f);
	return result;
}

static bool
many(const struct kind *kind)
{
	struct pool *p = pool_new(WORKERS);
	struct future *f[MANY];
	uint64_t sum = 0;
	uint64_t result = 0;
	bool well = holds(p != NULL, "a pool");

	for (uint32_t k = 0; k < MANY; k++)
		f[k] = pool_submit(p, square, &k, sizeof k);
	for (uint32_t k = 0; k < MANY; k++) {
		well = holds(f[k] && future_result(f[k], &result, NEVER) == 0, "a result") && well;
		sum += result;
		future_free(f[k]);
	}
	well = holds(sum == (uint64_t)(MANY - 1) * MANY * (2 * MANY - 1) / 6, "the sum") && well;
	well = holds(kind->alone ? pool_workers(p) == 0
	                         : pool_workers(p) >= 1 && pool_workers(p) <= WORKERS,
	             "as many workers as were allowed") &&
	       well;
	pool_free(p);
	return well;
}

static bool
reuse(const struct kind *kind)
{
	struct pool *p = pool_new(WORKERS);
	bool well = holds(pool_workers(p) == 0, "no worker before there is work");

	for (uint32_t k = 2; k < 50; k++)
		well = holds(done_at_once(p, square, k) == (uint64_t)k * k, "the result") && well;
	well = holds(pool_workers(p) == !kind->alone, "one worker for one after the other") && well;
	pool_free(p);
	return well;
}

/* none comes through before all have begun, which takes as many workers */
static bool
together(const struct kind *kind)
{
	struct pool *p = pool_new(WORKERS);
	struct future *f[WORKERS];
	uint64_t result = 0;
	bool well = true;

	if (kind->alone)
		gate_open(2);
	for (uint32_t k = 0; k < WORKERS; k++)
		f[k] = pool_submit(p, pass_gate, &(uint32_t){2}, sizeof k);
	while (board->begun < WORKERS)
		nap(&(uint32_t){1}, &result), board->begun--;
	gate_open(2);
	for (uint32_t k = 0; k < WORKERS; k++) {
		well = holds(future_result(f[k], &result, NEVER) == 0 && result == 4, "a result") &&
		       well;
		future_free(f[k]);
	}
	well = holds(pool_workers(p) == (kind->alone ? 0 : WORKERS), "each its worker") && well;
	pool_free(p);
	return well;
}

static bool
in_two_waits(const struct kind *kind)
{
	struct pool *p = pool_new(WORKERS);
	uint64_t begin = clock_ns();
	const uint32_t ms[5] = {20, 20, 20, 20, 20};
	uint64_t results[5];
	bool well = holds(pool_map(p, nap, ms, sizeof *ms, 5, results, NEVER) == 0, "a map");

	well = holds(clock_ns() - begin >= (kind->alone ? UINT64_C(100) : UINT64_C(40)) * 1000000,
	             "five waits of three workers take two") &&
	       well;
	pool_free(p);
	return well;
}

static int
fail_with(const void *argument, uint64_t *result)
{
	*result = 8;
	memcpy(&errno, argument, sizeof errno);
	return -1;
}

static bool
fails_with(struct pool *p, int left, int error)
{
	struct future *f = pool_submit(p, fail_with, &left, sizeof left);
	uint64_t result = 7;
	bool well = refused(f && future_result(f, &result, NEVER) == -1, error, "its errno") &&
	            holds(result == 7 && future_done(f), "done, and no result");

	future_free(f);
	return well;
}

static bool
errors(const struct kind *kind)
{
	struct pool *p = pool_new(WORKERS);
	const char too_long[POOL_ARGUMENT_MAX + 1] = {0};
	bool well = fails_with(p, ENOTTY, ENOTTY);

	(void)kind;
	well = fails_with(p, 0, EPROTO) && fails_with(p, EOWNERDEAD, EOWNERDEAD) && well;
	well = holds(done_at_once(p, square, 3) == 9, "the worker goes on") && well;
	well = refused(!pool_submit(p, square, too_long, sizeof too_long), EINVAL, "too long") &&
	       well;
	well = refused(!pool_new(0), EINVAL, "no worker") && well;
	pool_free(p);
	pool_free(NULL);
	future_free(NULL);
	return well;
}

static bool
shut_down(const struct kind *kind)
{
	struct pool *p = pool_new(2);
	struct future *f[10];
	uint64_t result = 0;
	bool well = true;

	(void)kind;
	for (uint32_t k = 0; k < 10; k++)
		f[k] = pool_submit(p, nap, &(uint32_t){2}, sizeof k);
	pool_shutdown(p);
	well = refused(!pool_submit(p, square, &(uint32_t){2}, 4), ESHUTDOWN, "a late one");
	pool_shutdown(p);
	pool_free(p);
	for (uint32_t k = 0; k < 10; k++) {
		well = holds(future_done(f[k]) && future_result(f[k], &result, 0) == 0 &&
		                     result == 4,
		             "what was submitted is done, and outlives its pool") &&
		       well;
		future_free(f[k]);
	}
	return well;
}

static bool
deadline(const struct kind *kind)
{
	struct pool *p = pool_new(1);
	struct future *f;
	uint64_t result = 0;
	uint64_t until;
	bool well = true;

	if (kind->alone)
		gate_open(1);
	f = pool_submit(p, pass_gate, &(uint32_t){1}, 4);
	until = clock_ns() + 5000000;
	if (!kind->alone)
		well = refused(future_result(f, &result, until) == -1, ETIMEDOUT, "too early") &&
		       holds(clock_ns() >= until && !future_done(f), "not before the deadline") &&
		       refused(future_result(f, &result, 0) == -1, ETIMEDOUT, "no time at all");
	gate_open(1);
	well = holds(future_result(f, &result, NEVER) == 0 && result == 1, "then it is there") &&
	       well;
	future_free(f);
	pool_free(p);
	return well;
}

/* a worker's stack is that of a task */
static int
fill_stack(const void *argument, uint64_t *result)
{
	volatile char room[STACK_USED];

	for (size_t k = 0; k < sizeof room; k += 512)
		room[k] = (char)k;
	*result = (uint64_t)room[512] + 1;
	(void)argument;
	return 0;
}

static bool
stack(const struct kind *kind)
{
	struct pool *p = pool_new(1);
	bool well = holds(done_at_once(p, fill_stack, 0) == 1, "a result");

	(void)kind;
	pool_free(p);
	return well;
}

static bool
leaves_nothing(const struct kind *kind)
{
	struct belongings before = belongings_now();
	bool well = together(kind);

	return holds(belongings_are(&before), "nothing is left") && well;
}

/* A crew that can have one worker. */

static _Atomic int scarce_left;

static void *
scarce_work(void *worker)
{
	pool_work(worker);
	return NULL;
}

static int
scarce_start(struct worker *w, size_t stack_bytes)
{
	static pthread_t thread;

	(void)stack_bytes;
	w->own = &thread;
	if (scarce_left > 0 && scarce_left-- == 1)
		return pthread_create(&thread, NULL, scarce_work, w) == 0 ? 0 : -1;
	errno = EAGAIN;
	return -1;
}

static void
scarce_join(struct worker *w)
{
	pthread_t *thread = w->own;

	pthread_join(*thread, NULL);
}

static void
scarce(void)
{
	static const struct crew crew = {.name = "few", .start = scarce_start, .join = scarce_join};
	const uint32_t ms[5] = {1, 1, 1, 1, 1};
	uint64_t results[5];
	struct pool *p;

	crew_choose(&crew, 0);
	p = pool_new(WORKERS);
	ok(refused(pool_map(p, nap, ms, sizeof *ms, 5, results, NEVER) == -1, EAGAIN, "none"),
	   "no worker can be started: it is told");
	scarce_left = 1;
	ok(holds(pool_map(p, nap, ms, sizeof *ms, 5, results, NEVER) == 0, "a map") &&
	           holds(pool_workers(p) == 1, "one worker"),
	   "no second one can: the first does it all");
	pool_free(p);
	crew_choose(NULL, 0);
}

static void
on(const struct kind *kind)
{
	kind_tries(kind, 1, reuse, "one after the other by one worker");
	kind_tries(
		kind, 1, leaves_nothing, "so many at once as there are workers; nothing is left");
	kind_tries(kind, 1, in_two_waits, "five waits on three workers take two");
	kind_tries(kind, TASKS, many, "a thousand on three workers, for each of eight tasks");
	kind_tries(kind, 1, errors, "a function that fails; what cannot be asked for");
	kind_tries(
		kind, TASKS, shut_down, "shut down: what was submitted is done, more is refused");
	kind_tries(kind, 1, deadline, "a deadline passes, and the result is there later");
	kind_tries(kind, 1, stack, "a worker has as much of stack as a task");
}

int
main(void)
{
	struct belongings before;

	trial_deadline(180);
	vigil_first_look_ns = UINT64_MAX;
	before = belongings_now();
	kind_each(on);
	scarce();
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
