/*
 * Requests beside hogs: every runner answers them, or shows honestly that it does not; what the
 * load saw is what was; and whatever dies, nothing hangs and nothing is left.
 */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/cell.h"
#include "bench/measure.h"
#include "tests/orphan.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/load.h"

enum { STACK_BYTES = 256 << 10, LOAD = 4 };

/* a run of so many tasks for so long; what is in the record is the caller's */
static void
run(struct record *r, const struct workload *w, const struct runner *runner, size_t tasks,
    const char *duration, const char *rate, json_t **events)
{
	struct cell cell;
	int status = cell_init(&cell, w, runner, 2);

	record_init(r);
	cell.tasks = cell.workers = cell.in_flight = tasks;
	cell.stack_bytes = STACK_BYTES;
	status |= cell_set(&cell, "duration", duration) | cell_set(&cell, "rate", rate);
	if (status != 0 || measure(&cell, OBSERVE_NOTHING, r, events) != 0)
		printf("# %s\n", cell_error);
	if (r->status != STATUS_OK)
		printf("# %s: %s\n", status_name(r->status), r->reason);
	cell_free(&cell);
}

static void
alone(const struct workload *w, size_t k)
{
	struct record r;

	run(&r, w, trial_runner(k), 1, "50ms", "0", NULL);
	ok(r.status == STATUS_OK && r.requests > 0 && r.requests_unanswered <= 1 &&
	           r.request_s.mean <= r.request_s.max && r.request_s.max <= 0.05 &&
	           fabs(r.requests_per_s - r.requests / 0.05) < 1e-6,
	   "%s answers requests where there are no hogs: %.0f",
	   trial_name(k),
	   r.requests);
	record_free(&r);
}

/* At a rate, all that were due count, whether they were answered or not. */
static void
beside_hogs(const struct workload *w, size_t k)
{
	struct record closed;
	struct record open;

	if (trial_runner(k)->lifecycle == ONE_WORKER)
		return;
	run(&closed, w, trial_runner(k), 3, "50ms", "0", NULL);
	ok(closed.status == STATUS_OK && closed.requests + closed.requests_unanswered >= 1 &&
	           closed.request_s.max <= 0.05 && closed.requests_unanswered <= 1 &&
	           strlen(closed.checksum) == 16,
	   "%s ends with two hogs: %.0f requests answered, %.0f not",
	   trial_name(k),
	   closed.requests,
	   closed.requests_unanswered);
	run(&open, w, trial_runner(k), 3, "50ms", "2000", NULL);
	ok(open.status == STATUS_OK && open.requests + open.requests_unanswered == 100 &&
	           (open.requests > 0 || fabs(open.request_s.mean - 0.02525) < 1e-9) &&
	           open.request_s.p99 >= open.request_s.p50 &&
	           strcmp(open.checksum, closed.checksum) == 0,
	   "... and all 100 that were due count at a rate: %.0f answered, mean %.6f s",
	   open.requests,
	   open.request_s.mean);
	record_free(&closed);
	record_free(&open);
}

static void
reported(const struct workload *w)
{
	struct cell noop;
	struct record r;
	json_t *events = NULL;
	json_t *samples;
	size_t n;
	bool sorted = true;

	run(&r, w, runner_find("thread"), 1, "500ms", "0", &events);
	samples = json_object_get(events, "request_ns");
	n = json_array_size(samples);
	for (size_t k = 1; k < n; k++)
		sorted &= json_integer_value(json_array_get(samples, k - 1)) <=
		          json_integer_value(json_array_get(samples, k));
	ok(sorted && (double)n == fmin(20000, r.requests + r.requests_unanswered) &&
	           fabs((double)json_integer_value(json_array_get(samples, n - 1)) / 1e9 -
	                r.request_s.max) < 1e-9,
	   "the events have %zu latencies, sorted, the longest of all with them",
	   n);
	json_decref(events);
	record_free(&r);
	if (cell_init(&noop, workload_find("noop"), runner_find("thread"), 1) != 0 ||
	    measure(&noop, OBSERVE_NOTHING, &r, NULL) != 0)
		printf("# %s\n", cell_error);
	ok(r.status == STATUS_OK && isnan(r.requests) && isnan(r.request_s.max),
	   "what has no requests reports none");
	cell_free(&noop);
	record_free(&r);
}

/* hogs, whose load is killed while it works */
static pid_t killer;

static int
set_up_to_die(struct value *values, size_t tasks)
{
	if (workload_find("hogs")->setup(values, tasks) != 0)
		return -1;
	killer = fork();
	if (killer == 0) {
		usleep(200000);
		kill(((struct load *)(uintptr_t)values[LOAD].number)->companion.process, SIGKILL);
		_exit(0);
	}
	return 0;
}

static void
tear_down(struct value *values)
{
	while (waitpid(killer, NULL, 0) < 0 && errno == EINTR)
		;
	workload_find("hogs")->teardown(values);
}

static void
load_dies(const struct workload *w, size_t k)
{
	struct workload dying = *w;
	struct belongings before = belongings_now();
	struct record r;

	if (trial_runner(k)->lifecycle == ONE_WORKER)
		return;
	dying.setup = set_up_to_die;
	dying.teardown = tear_down;
	run(&r, &dying, trial_runner(k), 2, "600ms", "0", NULL);
	/* where a hog keeps task 0 from running until the end, it cannot see it */
	ok(r.status == STATUS_FAILED &&
	           (strstr(r.reason, "lost before the end") ||
	            strstr(r.reason, "load process died")) &&
	           belongings_are(&before),
	   "a load that dies under %s: %s",
	   trial_name(k),
	   r.reason);
	record_free(&r);
}

/* tasks that go home, so that the load waits in vain */
static int
stay_away(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	*result = i;
	return 0;
}

static void
nobody_comes(const struct workload *w)
{
	struct workload lazy = *w;
	struct record r;

	lazy.task = stay_away;
	lazy.least_ns = NULL;
	run(&r, &lazy, runner_find("thread"), 3, "50ms", "0", NULL);
	ok(r.status == STATUS_FAILED && strstr(r.reason, "0 of 3 tasks came"),
	   "tasks that never come to the load: %s",
	   r.reason);
	record_free(&r);
}

static void
load_of_the_user(const struct workload *w)
{
	struct value values[VALUES] = {{.number = 1000000}};
	uint64_t result;

	values[3].text = strdup("127.0.0.1:1");
	ok(workload_set_up(w, values, 1) == 0 && w->task(values, 0, &result) == -1 &&
	           strstr(workload_reason, "127.0.0.1:1") && w->requests(values) == NULL,
	   "a load of the user's that is none: %s",
	   workload_reason);
	free(values[3].text);
	values[3].text = strdup("nowhere");
	ok(workload_set_up(w, values, 1) == -1 && strstr(workload_reason, "127.0.0.1:7000"),
	   "an address that is none: %s",
	   workload_reason);
	free(values[3].text);
}

int
main(void)
{
	const struct workload *w = workload_find("hogs");
	struct value values[VALUES] = {{.number = 1000000}};
	struct belongings before;

	if (!w)
		return 1;
	trial_deadline(120);
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++) {
		alone(w, k);
		beside_hogs(w, k);
		load_dies(w, k);
	}
	reported(w);
	nobody_comes(w);
	load_of_the_user(w);
	ok(goes_with_starter(w, values, 1, 1),
	   "a load does not outlive who started it, even killed");
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
