/*
 * Locks round a table: a deadlock is there, found, told in words and undone, under every model; an
 * order, turns and a re-entrant lock have none; and nobody waits for a task that has failed.
 */
#include <stdio.h>
#include <string.h>

#include "bench/record.h"
#include "runners/runner.h"
#include "tests/setting.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/circle.h"
#include "workloads/shared.h"
#include "workloads/table.h"

enum { ROUNDS = 3 };

/* what is in the record is the caller's */
static void
run(struct record *r, const struct workload *w, const struct runner *runner, const char *lesson,
    size_t tasks)
{
	run_set(r, w, runner, tasks, SET("lesson", lesson, "rounds", "3", "patience", "20ms"));
}

/* deadlocks, locks refused, and turns */
static bool
came_to(const struct record *r, double deadlocks, double refused, double turns)
{
	if (r->status == STATUS_OK && r->outcomes[0].count == deadlocks &&
	    r->outcomes[1].count == refused && r->outcomes[2].count == turns)
		return true;
	printf("# %s: %s; %.0f deadlocks, %.0f refused, %.0f turns\n",
	       status_name(r->status),
	       r->reason,
	       r->outcomes[0].count,
	       r->outcomes[1].count,
	       r->outcomes[2].count);
	return false;
}

static void
deadlock(const struct workload *w, size_t k)
{
	struct record two;
	struct record five;

	run(&two, w, trial_runner(k), "deadlock", 2);
	run(&five, w, trial_runner(k), "deadlock", 5);
	ok(came_to(&two, ROUNDS, 0, 2 * ROUNDS) && two.run_s >= ROUNDS * 0.02,
	   "two tasks of %s come to a deadlock in every round, and out of it",
	   trial_name(k));
	ok(strcmp(two.outcome_note,
	          "task 0 holds A and waits for B, which task 1 holds, who waits for A") == 0 ||
	           strcmp(two.outcome_note,
	                  "task 1 holds B and waits for A, which task 0 holds, who waits for B") ==
	                   0,
	   "... which is: %s",
	   two.outcome_note);
	ok(came_to(&five, ROUNDS, 0, 5 * ROUNDS) && strstr(five.outcome_note, "who waits for "),
	   "... and so do five: %s",
	   five.outcome_note);
	record_free(&two);
	record_free(&five);
}

static void
none(const struct workload *w, size_t k, const char *lesson, double refused)
{
	struct record two;
	struct record five;

	run(&two, w, trial_runner(k), lesson, 2);
	run(&five, w, trial_runner(k), lesson, 5);
	ok(came_to(&two, 0, 2 * refused, 2 * ROUNDS) &&
	           came_to(&five, 0, 5 * refused, 5 * ROUNDS) && !*two.outcome_note,
	   "%s under %s has no deadlock, and all have their turns",
	   lesson,
	   trial_name(k));
	record_free(&two);
	record_free(&five);
}

/* task 1 fails at the table, where the others wait for it */
static int
fail_one(const struct value *values, size_t i, uint64_t *result)
{
	if (i != 1)
		return workload_find("locks")->task(values, i, result);
	workload_fail("task 1 has had enough");
	return table_break(workload_shared(values));
}

static void
fails(const struct workload *w, size_t k, const char *lesson)
{
	struct workload failing = *w;
	struct record r;

	failing.task = fail_one;
	run(&r, &failing, trial_runner(k), lesson, 3);
	ok(r.status == STATUS_FAILED, "%s: who fails holds up nobody: %s", lesson, r.reason);
	record_free(&r);
}

static void
wants(struct table *t, size_t i, uint32_t holds, uint32_t lock)
{
	t->place[holds].holder = (uint32_t)i + 1;
	t->place[i].wants = lock + 1;
}

static void
circles(void)
{
	struct table *t = shared_new(sizeof *t, 30, sizeof t->place[0]);

	if (!t) {
		ok(false, "a table");
		return;
	}
	table_lay(t, 30);
	wants(t, 0, 0, 1);
	wants(t, 1, 1, 2);
	ok(circle_links(t, 0) == 0, "who waits for somebody is in no circle yet");
	wants(t, 2, 2, 1);
	ok(circle_links(t, 0) == 0, "... nor if it waits for those who are in one");
	ok(circle_links(t, 1) == 2 && circle_links(t, 2) == 2, "... who are");
	for (size_t i = 0; i < 30; i++)
		wants(t, i, (uint32_t)i, (uint32_t)table_next(t, i));
	ok(circle_links(t, 27) == 30, "a circle of all");
	circle_explain(t, 27, 27, 30);
	ok(strcmp(t->words,
	          "task 27 holds lock 27 and waits for lock 28, which task 28 holds, who waits for "
	          "lock 29, which task 29 holds, who waits for A, which task 0 holds, who waits "
	          "for "
	          "B, and so on: the last of 30 tasks waits for lock 27") == 0,
	   "... is told in part: %s",
	   t->words);
	shared_free(t);
}

int
main(void)
{
	const struct workload *w = workload_find("locks");
	struct belongings before;

	if (!w)
		return 1;
	trial_deadline(240);
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++) {
		if (trial_runner(k)->lifecycle == ONE_WORKER)
			continue;
		deadlock(w, k);
		none(w, k, "order", 0);
		none(w, k, "turn", 0);
		none(w, k, "again", ROUNDS);
		fails(w, k, "deadlock");
		fails(w, k, "turn");
	}
	circles();
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
