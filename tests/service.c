/*
 * A service whose requests need a file, two servers, and perhaps computing: the same answers under
 * every runner, one by one or fanned out; none sooner than its parts can be had; and whatever dies,
 * nothing hangs and nothing is left.
 */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/cell.h"
#include "bench/measure.h"
#include "tests/orphan.h"
#include "tests/tap.h"
#include "tests/trial.h"

enum { TASKS = 5, STACK_BYTES = 256 << 10, WORDS = 512 };

/* parts of 2, 4 and 6 ms; what is in the record is the caller's */
static void
run(struct record *r, const struct workload *w, const struct runner *runner, const char *fan_out,
    const char *numbers)
{
	struct cell cell;
	int status = cell_init(&cell, w, runner, 2);

	record_init(r);
	cell.tasks = cell.workers = cell.in_flight = TASKS;
	cell.stack_bytes = STACK_BYTES;
	status |= cell_set(&cell, "file", "2ms") | cell_set(&cell, "database", "4ms") |
	          cell_set(&cell, "api", "6ms") | cell_set(&cell, "fan-out", fan_out) |
	          cell_set(&cell, "numbers", numbers) | cell_set(&cell, "n", "1000003");
	if (status != 0 || measure(&cell, OBSERVE_NOTHING, r, NULL) != 0)
		printf("# %s\n", cell_error);
	cell_free(&cell);
}

/* all were answered, none in less time than this */
static bool
answered(const struct record *r, double least_us)
{
	if (r->status == STATUS_OK && r->requests == TASKS && r->requests_unanswered == 0 &&
	    strcmp(r->outcomes[0].name, "fastest_request_us") == 0 &&
	    r->outcomes[0].count >= least_us && r->outcomes[1].count >= r->outcomes[0].count &&
	    r->request_s.max * 1e6 >= r->outcomes[1].count)
		return true;
	printf("# %s: %s; %.0f requests, of %.0f us and more\n",
	       status_name(r->status),
	       r->reason,
	       r->requests,
	       r->outcomes[0].count);
	return false;
}

static void
agree(const struct workload *w, size_t k)
{
	const bool alone = trial_runner(k)->lifecycle == ONE_WORKER;
	const char *const numbers[] = {"0", "3"};

	for (size_t n = 0; n < 2; n++) {
		struct record base;
		struct record one_by_one;
		struct record fanned_out;

		run(&base, w, runner_find("serial"), "off", numbers[n]);
		run(&one_by_one, w, trial_runner(k), "off", numbers[n]);
		run(&fanned_out, w, trial_runner(k), "on", numbers[n]);
		ok(answered(&one_by_one, 12000) && strlen(base.checksum) == 16 &&
		           strcmp(one_by_one.checksum, base.checksum) == 0,
		   "%s answers requests with %s numbers",
		   trial_name(k),
		   numbers[n]);
		ok(answered(&fanned_out, alone ? 12000 : 6000) &&
		           strcmp(fanned_out.checksum, base.checksum) == 0,
		   "... the same where they are fanned out: %.0f us, not %.0f",
		   fanned_out.outcomes[0].count,
		   one_by_one.outcomes[0].count);
		record_free(&base);
		record_free(&one_by_one);
		record_free(&fanned_out);
	}
}

/* what a request comes to, reckoned here */
static void
truth(const struct workload *w)
{
	struct value values[VALUES] = {{.number = 0},
	                               {.number = 0},
	                               {.number = 0},
	                               {.number = 0},
	                               {.number = 1},
	                               {.number = 1},
	                               {.number = 1000006000009}};
	uint64_t parts[] = {0, scramble(4), scramble(5), 1000003};
	uint64_t expected = scramble(2);
	uint64_t result = 0;
	bool found;

	for (uint64_t k = 0; k < WORDS; k++)
		parts[0] += scramble(k);
	for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
		expected ^= scramble(parts[k] + k);
	found = workload_set_up(w, values, 3) == 0 && w->task(values, 2, &result) == 0;
	ok(found && result == expected, "a request has all its parts in its answer");
	workload_tear_down(w, values);
}

/* a service, one of whose servers is killed while it works */
static pid_t killer;
static size_t victim;

static int
set_up_to_die(struct value *values, size_t tasks)
{
	pid_t child[CHILDREN_MAX];

	if (workload_find("service")->setup(values, tasks) != 0)
		return -1;
	if (children_now(child) != 2)
		return workload_fail("two servers were expected");
	killer = fork();
	if (killer == 0) {
		usleep(100000);
		kill(child[victim], SIGKILL);
		_exit(0);
	}
	return 0;
}

static void
tear_down(struct value *values)
{
	while (waitpid(killer, NULL, 0) < 0 && errno == EINTR)
		;
	workload_find("service")->teardown(values);
}

/* requests without an end, so that the death comes in between */
static int
ask_on(const struct value *values, size_t i, uint64_t *result)
{
	while (workload_find("service")->task(values, i, result) == 0)
		;
	return -1;
}

static void
server_dies(const struct workload *w, size_t k)
{
	const char *const names[] = {"the database: ", "the API: "};
	struct workload dying = *w;

	dying.setup = set_up_to_die;
	dying.teardown = tear_down;
	dying.task = ask_on;
	for (victim = 0; victim < 2; victim++) {
		struct belongings before = belongings_now();
		struct record r;

		run(&r, &dying, trial_runner(k), "off", "0");
		ok(r.status == STATUS_FAILED && strstr(r.reason, names[victim]) &&
		           belongings_are(&before),
		   "a server that dies under %s: %s",
		   trial_name(k),
		   r.reason);
		record_free(&r);
		run(&r, &dying, trial_runner(k), "on", "0");
		ok(r.status == STATUS_FAILED && strstr(r.reason, "an errand of the request: ") &&
		           belongings_are(&before),
		   "... where they are fanned out: %s",
		   r.reason);
		record_free(&r);
	}
}

int
main(void)
{
	const struct workload *w = workload_find("service");
	struct value values[VALUES] = {{.number = 0}};
	struct belongings before;

	if (!w)
		return 1;
	trial_deadline(240);
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++) {
		agree(w, k);
		server_dies(w, k);
	}
	truth(w);
	ok(goes_with_starter(w, values, 1, 2), "servers do not outlive who started them");
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
