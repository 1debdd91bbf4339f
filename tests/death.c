/*
 * A worker process that dies makes the run fail, with a reason that says of what; the run never
 * hangs, and nothing is left of it.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runners/runner.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

static const struct death {
	const char *name, *reason;
	void (*die)(void);
} * death;

static size_t dying;

static void
die_by_kill(void)
{
	raise(SIGKILL);
}

static void
die_by_abort(void)
{
	const struct rlimit none = {0};

	setrlimit(RLIMIT_CORE, &none);
	signal(SIGABRT, SIG_DFL); /* a sanitizer may have its own idea */
	raise(SIGABRT);
}

static void
die_by_fault(void)
{
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
}

static void
end_with_3(void)
{
	_exit(3);
}

static void
end_with_1(void)
{
	_exit(1);
}

static const struct death deaths[] = {
	{"kill", "died: Killed (signal 9)", die_by_kill},
	{"abort", "died: Aborted (signal 6)", die_by_abort},
	{"a fault", "died: Segmentation fault (signal 11)", die_by_fault},
	{"exit status 3", "ended with exit status 3", end_with_3},
	{"exit status 1", "ended with exit status 1", end_with_1},
	{.name = NULL},
};

static int
mortal_task(const struct value *values, size_t i, uint64_t *result)
{
	const struct timespec moment = {.tv_nsec = 1000000};
	const struct timespec ages = {.tv_sec = 3600};

	(void)values;
	*result = i;
	if (i == dying)
		death->die();
	/* whoever comes after a death would take an hour if he were not ended with the rest */
	return nanosleep(i > dying ? &ages : &moment, NULL);
}

static const struct workload mortal = {.name = "mortal", .task = mortal_task};

static void
dies(const char *runner, size_t limit)
{
	struct belongings before = belongings_now();
	struct trial trial = trial_run(runner_find(runner), &mortal, 12, limit);

	ok(trial_failed(&trial, death->reason) == ECHILD,
	   "%s, %zu at once: task %zu dies of %s",
	   runner,
	   limit,
	   dying,
	   death->name);
	ok(belongings_are(&before), "%s, %zu at once: ... and leaves nothing", runner, limit);
	trial_end(&trial);
}

static void
deaths_in_tasks(void)
{
	static const size_t who[] = {0, 5, 11};

	for (death = deaths; death->name; death++)
		for (size_t k = 0; k < sizeof who / sizeof *who; k++) {
			dying = who[k];
			dies("process", 1);
			dies("process", 4);
			dies("process-pool", 1);
			dies("process-pool", 4);
			dies("process-pool", 20);
		}
}

/* A child that was never at the gate: it dies as soon as it is born. */

static pid_t tester;

static void
die_young(void)
{
	if (getpid() != tester)
		raise(SIGKILL);
}

static void
deaths_before_the_gate(const char *runner)
{
	struct belongings before = belongings_now();
	struct trial trial = trial_run(runner_find(runner), &mortal, 3, 3);

	ok(trial_failed(&trial, "died: Killed (signal 9)") == ECHILD,
	   "%s: workers that die before the gate opens",
	   runner);
	ok(trial.tally->open_ns == 0, "%s: ... never see it open", runner);
	ok(belongings_are(&before), "%s: ... and leave nothing", runner);
	trial_end(&trial);
}

/* a parent may have had no use for the deaths of its children, and that is inherited */
static void
deaths_unheard(const char *runner)
{
	struct trial trial;

	signal(SIGCHLD, SIG_IGN);
	dying = SIZE_MAX;
	trial = trial_run(runner_find(runner), &mortal, 6, 2);
	ok(trial.status == 0 && atomic_load(&trial.tally->task[5].done) == 1,
	   "%s: runs where SIGCHLD is ignored",
	   runner);
	trial_end(&trial);
	signal(SIGCHLD, SIG_DFL);
}

int
main(void)
{
	trial_deadline(60);
	tester = getpid();
	/* orphans of orphans come to us, so that they would be seen */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	deaths_in_tasks();
	deaths_unheard("process");
	deaths_unheard("process-pool");
	if (!ok(pthread_atfork(NULL, NULL, die_young) == 0, "children die young from now on"))
		return done_testing();
	deaths_before_the_gate("process");
	deaths_before_the_gate("process-pool");
	return done_testing();
}
