/*
 * What tasks share under a guard: nothing is overdrawn or sold twice where there is a lock, it is where
 * there is none and all look before one has taken, and nobody waits for a holder that has died.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/record.h"
#include "runners/runner.h"
#include "runners/tally.h"
#include "tests/setting.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/guard.h"

enum { TASKS = 8, TRIES = 20 };

/* what is in the record is the caller's */
static void
run(struct record *r, const char *workload, const struct runner *runner, const char *sync)
{
	run_set(r, workload_find(workload), runner, TASKS, SET("sync", sync));
	if (r->status != STATUS_OK)
		printf("# %s: %s\n", status_name(r->status), r->reason);
}

static bool
came_to(const struct record *r, const double *counts)
{
	bool same = r->status == STATUS_OK;

	for (size_t k = 0; same && k < OUTCOMES_MAX; k++)
		same = r->outcomes[k].count == counts[k];
	for (size_t k = 0; !same && k < OUTCOMES_MAX; k++)
		printf("# %s %.0f\n", r->outcomes[k].name, r->outcomes[k].count);
	return same;
}

static const double four_accounts_right[] = {4, 4, 4, 0};
static const double one_ticket_right[] = {1, 7, 0, 0};

static void
exact(size_t k)
{
	for (size_t sync = SYNC_NONE + 1; sync < SYNC_GUARDS; sync++) {
		struct record account;
		struct record tickets;

		run(&account, "account", trial_runner(k), guard_names[sync]);
		run(&tickets, "tickets", trial_runner(k), guard_names[sync]);
		ok(came_to(&account, four_accounts_right) && came_to(&tickets, one_ticket_right),
		   "under %s, %s lets nobody take what is not there",
		   trial_name(k),
		   guard_names[sync]);
		record_free(&account);
		record_free(&tickets);
	}
}

/* A machine that stands still for longer than a wait may let all come one after the other, but not time and again. */
static bool
goes_wrong(const char *workload, const struct runner *runner)
{
	bool wrong = false;

	for (int tries = 0; !wrong && tries < TRIES; tries++) {
		struct record r;

		run(&r, workload, runner, "none");
		wrong = r.status == STATUS_OK && r.outcomes[3].count > 0;
		record_free(&r);
	}
	return wrong;
}

static void
unguarded(size_t k)
{
	struct record account;
	struct record tickets;

	if (trial_runner(k)->lifecycle != ONE_WORKER) {
		ok(goes_wrong("account", trial_runner(k)) && goes_wrong("tickets", trial_runner(k)),
		   "under %s, unguarded accounts are overdrawn and tickets sold twice",
		   trial_name(k));
		return;
	}
	run(&account, "account", trial_runner(k), "none");
	run(&tickets, "tickets", trial_runner(k), "none");
	ok(came_to(&account, four_accounts_right) && came_to(&tickets, one_ticket_right),
	   "one after the other needs no guard");
	record_free(&account);
	record_free(&tickets);
}

static struct guard *section;

static int
die_inside(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	*result = i;
	if (i > 0)
		usleep(2000);
	if (guard_enter(section) != 0)
		return -1;
	if (i == 0)
		raise(SIGKILL);
	return guard_leave(section, 0);
}

static void
dies_in_a_run(const char *name, enum sync sync)
{
	const struct workload dying = {.name = "dying", .tasks = TASKS, .task = die_inside};
	struct trial trial;

	guard_init(section, sync);
	trial = trial_run(runner_find(name), &dying, TASKS, TASKS);
	ok(trial.status == -1 && trial.tally && atomic_load(&trial.tally->reason_given),
	   "a task of %s dies with the %s: the run fails, and ends: %s",
	   name,
	   sync_names[sync],
	   trial.tally ? trial.tally->reason : "?");
	trial_end(&trial);
}

static void
dies_beside_us(enum sync sync)
{
	pid_t pid;

	guard_init(section, sync);
	pid = fork();
	if (pid == 0) {
		guard_enter(section);
		raise(SIGKILL);
	}
	waitpid(pid, NULL, 0);
	ok(guard_enter(section) == -1 && strstr(workload_reason, "died with it"),
	   "others are told: %s",
	   workload_reason);
}

static void
left_by_another(void)
{
	guard_init(section, SYNC_RLOCK);
	ok(guard_leave(section, 0) == -1 && strstr(workload_reason, "cannot be given back"),
	   "who has not entered cannot leave: %s",
	   workload_reason);
}

int
main(void)
{
	struct belongings before;

	trial_deadline(240);
	before = belongings_now();
	section = shared_memory(sizeof *section);
	for (size_t k = 0; trial_runner(k); k++) {
		exact(k);
		unguarded(k);
	}
	for (enum sync sync = SYNC_MUTEX; sync < SYNC_GUARDS; sync++) {
		dies_in_a_run("process", sync);
		dies_in_a_run("process-pool", sync);
	}
	dies_beside_us(SYNC_MUTEX);
	dies_beside_us(SYNC_RLOCK);
	left_by_another();
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
