/*
 * A bounded queue between tasks: every item is got once, however one waits for it, under every model;
 * and who fails leaves nobody waiting.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "bench/record.h"
#include "runners/runner.h"
#include "tests/setting.h"
#include "tests/tap.h"
#include "tests/trial.h"

enum { TASKS = 5, ITEMS = 40, PRODUCERS = 3 };

/* what is in the record is the caller's */
static void
run(struct record *r, const struct workload *w, const struct runner *runner, const char *call)
{
	run_set(r, w, runner, TASKS, SET("items", "40", "call", call, "patience", "200us"));
}

static void
passes_on(const struct workload *w, size_t k, const char *call)
{
	struct record r;

	run(&r, w, trial_runner(k), call);
	ok(r.status == STATUS_OK && r.outcomes[0].count == PRODUCERS * ITEMS &&
	           (strcmp(call, "blocking") != 0 ||
	            (r.outcomes[1].count == 0 && r.outcomes[2].count == 0)),
	   "%s calls under %s: %.0f items, found full %.0f times, empty %.0f times%s",
	   call,
	   trial_name(k),
	   r.outcomes[0].count,
	   r.outcomes[1].count,
	   r.outcomes[2].count,
	   r.reason);
	record_free(&r);
}

/* an item that is not put */
static int
put_one_less(const struct value *values, size_t i, uint64_t *result)
{
	struct value fewer[VALUES];

	memcpy(fewer, values, sizeof fewer);
	fewer[1].number -= i == 0;
	return workload_find("queues")->task(fewer, i, result);
}

/* one who gets, and on whom others rely, dies */
static int
die(const struct value *values, size_t i, uint64_t *result)
{
	if (i == 1)
		raise(SIGKILL);
	return workload_find("queues")->task(values, i, result);
}

static void
fails(const struct workload *w, const char *runner,
      int (*task)(const struct value *, size_t, uint64_t *), const char *words)
{
	struct workload failing = *w;
	struct record r;

	failing.task = task;
	run(&r, &failing, runner_find(runner), "blocking");
	ok(r.status == STATUS_FAILED && strstr(r.reason, words),
	   "%s fails, and ends: %s",
	   runner,
	   r.reason);
	record_free(&r);
}

int
main(void)
{
	const struct workload *w = workload_find("queues");
	struct belongings before;

	if (!w)
		return 1;
	trial_deadline(120);
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++) {
		if (trial_runner(k)->lifecycle == ONE_WORKER)
			continue;
		passes_on(w, k, "blocking");
		passes_on(w, k, "timed");
		passes_on(w, k, "now");
	}
	fails(w, "thread", put_one_less, "119 items were got, 120 were put");
	fails(w, "process", die, "signal");
	fails(w, "process-pool", die, "signal");
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
