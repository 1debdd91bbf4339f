/*
 * Waiting until somebody says that a database is up: all go on when it is, under every model that can have
 * all of them in flight, and all give up when it is not.
 */
#include <stdio.h>
#include <string.h>

#include "bench/record.h"
#include "runners/runner.h"
#include "tests/setting.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { TASKS = 9 };

/* What is in the record is the caller's. */
static void
run(struct record *r, size_t k, const char *const *set)
{
	run_set(r, workload_find("event"), trial_runner(k), TASKS, set);
}

/* no later try was made before it was due, and the one that met somebody came after they were there */
static void
comes_up(size_t k)
{
	struct record r;

	run(&r, k, SET("tries", "500", "interval", "20ms", "up-after", "50ms"));
	ok(r.status == STATUS_OK && strcmp(r.outcomes[0].name, "tries") == 0 &&
	           r.outcomes[0].count >= 1 && r.run_s >= 0.05 &&
	           r.run_s >= (r.outcomes[0].count - 1) * 0.02,
	   "%s: the database is up at the try of number %.0f, after %.3f s",
	   trial_name(k),
	   r.outcomes[0].count,
	   r.run_s);
	ok(strcmp(r.outcomes[1].name, "waiters_released") == 0 &&
	           r.outcomes[1].count == TASKS - 1 && r.peak_concurrency == TASKS,
	   "... and all who wait for it go on");
	record_free(&r);
}

static void
stays_down(size_t k)
{
	struct record r;

	run(&r, k, SET("tries", "3", "interval", "20ms", "up-after", "1h"));
	ok(r.status == STATUS_FAILED &&
	           strstr(r.reason, "the database was not up after 3 tries of 20 ms") &&
	           !*r.outcomes[0].name,
	   "%s: %s",
	   trial_name(k),
	   r.reason);
	record_free(&r);
}

int
main(void)
{
	struct belongings before;

	trial_deadline(120);
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++)
		if (trial_runner(k)->lifecycle != ONE_WORKER) {
			comes_up(k);
			stays_down(k);
		}
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
