/*
 * What pools did is counted under every runner, however their results are collected: all jobs, as many at once as
 * there are workers, and those workers; without any, one by one.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bench/record.h"
#include "runners/runner.h"
#include "tests/setting.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { TASKS = 3, JOBS = 10, WORKERS = 3 };

static const struct workload *futures;

static bool
is(const struct record *r, size_t k, const char *name, double least, double most)
{
	if (strcmp(r->outcomes[k].name, name) == 0 && r->outcomes[k].count >= least &&
	    r->outcomes[k].count <= most)
		return true;
	printf("# %s: %.0f, not %.0f to %.0f\n",
	       r->outcomes[k].name,
	       r->outcomes[k].count,
	       least,
	       most);
	return false;
}

/* a job takes far longer than to start the next one; but on a busy machine not all need be there together */
static void
counts(size_t k, const char *how)
{
	const struct runner *runner = trial_runner(k);
	const bool alone = !runner->crew;
	const double least = alone ? 1 : 2;
	const double most = alone ? 1 : WORKERS;
	struct record r;
	bool well;

	run_set(&r, futures, runner, TASKS, SET("wait", "20ms", "jobs", "10", "how", how));
	well = r.status == STATUS_OK;
	well = is(&r, 0, "jobs", TASKS * JOBS, TASKS * JOBS) && well;
	well = is(&r, 1, "jobs_at_once", least, most * TASKS) && well;
	well = is(&r, 2, "jobs_at_once_in_a_pool", least, most) && well;
	well = is(&r, 3, "workers", alone ? 0 : least * TASKS, alone ? 0 : most * TASKS) && well;
	ok(well, "%s, %s: %.0f jobs at once %s", trial_name(k), how, r.outcomes[1].count, r.reason);
	record_free(&r);
}

/* tasks of which one does nothing */
static int
leave_out(const struct value *values, size_t i, uint64_t *result)
{
	*result = scramble(i);
	return i == 0 ? 0 : futures->task(values, i, result);
}

static void
losses(void)
{
	struct workload other = *futures;
	struct record r;

	other.task = leave_out;
	run_set(&r, &other, runner_find("thread"), TASKS, SET("jobs", "10"));
	ok(r.status == STATUS_FAILED && strstr(r.reason, "20 of 30 jobs were done"),
	   "jobs that are missing make the run fail: %s",
	   r.reason);
	record_free(&r);
}

int
main(void)
{
	static const char *const ways[] = {"map", "completed", "callback", "result", NULL};
	struct value values[VALUES] = {{.number = WORKERS}, {.number = JOBS}};
	struct belongings before;

	trial_deadline(120);
	futures = workload_find("futures");
	if (!futures)
		return 1;
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++)
		for (const char *const *how = ways; *how; how++)
			counts(k, *how);
	losses();
	ok(workload_set_up(futures, values, (size_t)1 << 60) == -1 && errno == ENOMEM,
	   "more pools than memory can have are refused");
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
