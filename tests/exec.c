/*
 * Programs that tasks start, under every model: all at once where it can have them so; the ways to fail, each
 * told in a line; and none that outlives a run.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "bench/record.h"
#include "runners/runner.h"
#include "tests/orphan.h"
#include "tests/script.h"
#include "tests/setting.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { TASKS = 7 };

static const struct workload *exec;

/* all must be there before one of them ends; and each gets the end of its input from its own task alone */
static void
all_at_once(size_t k)
{
	char meet[SCRIPT_PATH];
	struct record r;

	script_write(meet,
	             "meet",
	             "cat >/dev/null; : >here.$$; for try in $(seq 1000)\n"
	             "do set -- here.*; [ $# -lt 7 ] || exit 0; sleep 0.02; done; exit 1");
	run_set(&r, exec, trial_runner(k), TASKS, SET("command", meet, "bytes", "100000"));
	ok(r.status == STATUS_OK && r.peak_concurrency == TASKS,
	   "%s: %d programs meet, and end%s%s",
	   trial_name(k),
	   TASKS,
	   *r.reason ? ": " : "",
	   r.reason);
	record_free(&r);
	scripts_tidy();
}

static void
failed(size_t k, const char *const *set, const char *words)
{
	struct record r;

	run_set(&r, exec, trial_runner(k), TASKS, set);
	ok(r.status == STATUS_FAILED && strstr(r.reason, words) && !strchr(r.reason, '\n'),
	   "%s: %s",
	   trial_name(k),
	   r.reason);
	record_free(&r);
}

static void
few_descriptors(size_t k)
{
	struct rlimit before;
	struct rlimit few;

	getrlimit(RLIMIT_NOFILE, &before);
	few = before;
	/* enough for a loop, which has some for itself, and not for its pipes */
	for (few.rlim_cur = 4; few.rlim_cur < 64; few.rlim_cur++) {
		struct record r;
		bool told;

		setrlimit(RLIMIT_NOFILE, &few);
		run_set(&r, exec, trial_runner(k), TASKS, SET("bytes", "10"));
		setrlimit(RLIMIT_NOFILE, &before);
		told = strstr(r.reason, "cannot start cat: Too many open files") != NULL;
		record_free(&r);
		if (told)
			break;
	}
	ok(few.rlim_cur < 64,
	   "%s: with %d descriptors, too few are told",
	   trial_name(k),
	   (int)few.rlim_cur);
}

static void
failures(size_t k)
{
	char killed[SCRIPT_PATH];

	failed(k, SET("command", " "), "--command: say a program and its arguments");
	failed(k, SET("command", "no-such-program"), "cannot start no-such-program: No such file");
	failed(k, SET("command", "/etc"), "cannot start /etc: Permission denied");
	failed(k, SET("command", "false"), "false ended with exit status 1");
	script_write(killed, "killed", "cat; kill -9 $$");
	failed(k, SET("command", killed), "killed was ended by signal 9: Killed");
	few_descriptors(k);
}

static void
endless(void)
{
	struct record r;

	run_set(&r, exec, runner_find("thread"), 1, SET("command", "yes", "bytes", "1"));
	ok(r.status == STATUS_FAILED &&
	           strstr(r.reason, "yes put out more than 1 GiB beyond what it was given: it"),
	   "a program that never ends: %s",
	   r.reason);
	record_free(&r);
}

/* what the process does with signals is as it was */
static void
signals_kept(void)
{
	struct record r;
	bool well;

	signal(SIGCHLD, SIG_IGN);
	run_set(&r, exec, runner_find("thread"), TASKS, SET("bytes", "10"));
	well = signal(SIGCHLD, SIG_DFL) == SIG_IGN;
	ok(well && r.status == STATUS_OK, "a run where SIGCHLD is ignored, and is so after it");
	record_free(&r);
}

/* workers that are killed, since one has failed, leave none of those that would stay for an hour */
static void
no_orphans(const char *runner)
{
	char stay[SCRIPT_PATH];
	pid_t program[TASKS];
	struct record r;
	size_t count;
	size_t gone = 0;

	script_write(stay,
	             "stay",
	             ": >here.$$; exec 9>>first; flock -n 9 || exec sleep 3600\n"
	             "for try in $(seq 1000)\n"
	             "do set -- here.*; [ $# -lt 7 ] || exit 3; sleep 0.02; done; exit 1");
	run_set(&r, exec, runner_find(runner), TASKS, SET("command", stay));
	count = scripts_here(program, TASKS);
	for (size_t k = 0; k < count; k++)
		gone += process_goes(program[k]);
	ok(r.status == STATUS_FAILED && strstr(r.reason, "stay ended with exit status 3") &&
	           count == TASKS && gone == count,
	   "%s: of a failed run none of %zu programs is left: %s",
	   runner,
	   count,
	   r.reason);
	record_free(&r);
	scripts_tidy();
}

int
main(void)
{
	struct belongings before;

	trial_deadline(300);
	exec = workload_find("exec");
	if (!exec)
		return 1;
	scripts_begin();
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++) {
		if (trial_runner(k)->lifecycle != ONE_WORKER)
			all_at_once(k);
		failures(k);
	}
	no_orphans("process");
	no_orphans("process-pool");
	endless();
	signals_kept();
	ok(belongings_are(&before), "nothing is left");
	scripts_end();
	return done_testing();
}
