/*
 * Who sees what tasks have changed: a process's own copy nobody else, a thread's own variable no
 * other thread, and what lies in shared memory everybody, under every model.
 */
#include <stdio.h>
#include <string.h>

#include "bench/cell.h"
#include "bench/measure.h"
#include "tests/tap.h"
#include "tests/trial.h"

enum { TASKS = 12, STACK_BYTES = 256 << 10 };

/* what is in the record is the caller's */
static void
run(struct record *r, const struct workload *w, const struct runner *runner, const char *where)
{
	struct cell cell;
	int status = cell_init(&cell, w, runner, 2);

	record_init(r);
	cell.tasks = TASKS;
	cell.workers = cell.in_flight = 3;
	cell.stack_bytes = STACK_BYTES;
	if ((status | cell_set(&cell, "where", where)) != 0 ||
	    measure(&cell, OBSERVE_NOTHING, r, NULL) != 0)
		printf("# %s\n", cell_error);
	cell_free(&cell);
}

static bool
forks(const struct runner *runner)
{
	return strstr(runner->name, "process") || runner->grid;
}

/* whether the thread that begins a run does its tasks */
static bool
on_this_thread(const struct runner *runner)
{
	return !runner->grid && (runner->lifecycle == ONE_WORKER || runner->loop);
}

static void
sees(const struct workload *w, size_t k, const char *where, double parent, double task_least,
     double task_most)
{
	struct record r;
	double by_a_task;

	run(&r, w, trial_runner(k), where);
	by_a_task = r.outcomes[2].count;
	ok(r.status == STATUS_OK && r.outcomes[0].count == TASKS && r.outcomes[1].count == parent &&
	           by_a_task >= task_least && by_a_task <= task_most && *r.outcome_note,
	   "%s under %s: the parent sees %.0f, a task %.0f: %s%s",
	   where,
	   trial_name(k),
	   r.outcomes[1].count,
	   by_a_task,
	   r.reason,
	   r.outcome_note);
	record_free(&r);
}

static int
change_nothing(const struct value *values, size_t i, uint64_t *result)
{
	*result = scramble(i);
	return i == 0 ? 0 : workload_find("memory")->task(values, i, result);
}

static void
one_is_missing(const struct workload *w)
{
	struct workload lazy = *w;
	struct record r;

	lazy.task = change_nothing;
	run(&r, &lazy, runner_find("thread"), "shared");
	ok(r.status == STATUS_FAILED && strstr(r.reason, "11 of 12 were taken"),
	   "what is missing from the dictionary fails the run: %s",
	   r.reason);
	record_free(&r);
}

int
main(void)
{
	const struct workload *w = workload_find("memory");
	struct belongings before;

	if (!w)
		return 1;
	trial_deadline(120);
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++) {
		const struct runner *runner = trial_runner(k);
		const bool alone = runner->lifecycle == WORKER_PER_TASK && !runner->loop;
		const bool here = on_this_thread(runner);

		if (forks(runner))
			sees(w, k, "global", 0, 1, alone ? 1 : TASKS);
		else
			sees(w, k, "global", TASKS, TASKS, TASKS);
		sees(w, k, "thread-local", here ? TASKS : 0, here ? TASKS : 1, alone ? 1 : TASKS);
		sees(w, k, "shared", TASKS, TASKS, TASKS);
	}
	one_is_missing(w);
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
