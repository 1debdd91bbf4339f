/*
 * A task that computes among many that wait: every request of every task is counted, under every
 * runner; and where all share a thread, or come one after the other, they are as late as that makes
 * them.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bench/record.h"
#include "runners/blocking.h"
#include "runners/clock.h"
#include "runners/runner.h"
#include "tests/setting.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/request_log.h"

enum { TASKS = 6, REQUESTS = 40 };

#define MILLISECOND UINT64_C(1000000)

/* 40 requests a task, one a millisecond; what is in the record is the caller's */
static void
run(struct record *r, const struct workload *w, const struct runner *runner)
{
	run_set(r, w, runner, TASKS, SET("compute", "20ms", "requests", "40", "wait", "1ms"));
	if (r->status != STATUS_OK)
		printf("# %s: %s\n", status_name(r->status), r->reason);
}

static bool
counted_all(const struct record *r)
{
	const double all = (TASKS - 1) * REQUESTS;

	return r->status == STATUS_OK && r->requests == all && r->requests_unanswered == 0 &&
	       r->request_s.p50 <= r->request_s.max && r->request_s.mean <= r->request_s.max &&
	       r->requests_per_s <= all / 0.040;
}

/* nobody else is begun while task 0 sleeps a quarter of the 40 ms; the first request was due after 2 */
static bool
as_late_as_can_be(const struct runner *runner, const struct record *r)
{
	return runner->lifecycle != ONE_WORKER || r->request_s.max >= 0.008;
}

static void
every_request(const struct workload *w, size_t k)
{
	struct record base;
	struct record r;

	run(&base, w, runner_find("serial"));
	run(&r, w, trial_runner(k));
	ok(counted_all(&r) && as_late_as_can_be(trial_runner(k), &r) &&
	           strcmp(r.checksum, base.checksum) == 0 && strlen(r.checksum) == 16,
	   "%s counts every request of those that wait: %.6f s late on average, %.6f at most",
	   trial_name(k),
	   r.request_s.mean,
	   r.request_s.max);
	record_free(&base);
	record_free(&r);
}

/* a poison of which it is known how long it takes: 30 ms from when the others are waiting */
static int
spin(const struct value *values, size_t i, uint64_t *result)
{
	const struct timespec moment = {.tv_nsec = 5 * MILLISECOND};
	uint64_t end_ns;

	if (i > 0)
		return workload_find("poison")->task(values, i, result);
	*result = scramble(i);
	if (nanosleep(&moment, NULL) != 0)
		return -1;
	end_ns = clock_ns() + 30 * MILLISECOND;
	while (clock_ns() < end_ns)
		checkpoint();
	return 0;
}

static void
on_one_thread(const struct workload *w, size_t k)
{
	struct workload spinning = *w;
	struct record r;

	if (!trial_runner(k)->loop || trial_runner(k)->grid)
		return;
	spinning.task = spin;
	run(&r, &spinning, trial_runner(k));
	ok(counted_all(&r) && r.request_s.max >= 0.029,
	   "%s lets all wait for the one that computes: %.6f s",
	   trial_name(k),
	   r.request_s.max);
	record_free(&r);
}

static void
many_requests(const struct workload *w)
{
	struct value values[VALUES] = {
		{.number = 0}, {.number = 3}, {.number = 1000}, {.number = 1}};
	const struct request_log *log;
	uint64_t result;
	bool done = workload_set_up(w, values, 3) == 0;

	for (size_t i = 0; i < 3; i++)
		done = done && w->task(values, i, &result) == 0 && result == scramble(i);
	log = done ? w->requests(values) : NULL;
	ok(log && log->answered == 6 && log->kept == 6 && log->measured_ns >= 3000,
	   "tasks one by one: each of their requests is in the log");
	workload_tear_down(w, values);
}

static void
too_many(const struct workload *w)
{
	struct value values[VALUES] = {
		{.number = 0}, {.number = 1}, {.number = 1000}, {.number = 1}};

	ok(workload_set_up(w, values, (size_t)1 << 61) == -1 && errno == ENOMEM,
	   "more requests than memory can have are refused");
}

int
main(void)
{
	const struct workload *w = workload_find("poison");
	struct belongings before;

	if (!w)
		return 1;
	trial_deadline(120);
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++) {
		every_request(w, k);
		on_one_thread(w, k);
	}
	many_requests(w);
	too_many(w);
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
