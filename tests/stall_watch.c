/*
 * A task that holds up its loop is found, with the time and the reason: it blocked where the seam does
 * not reach, or it computed. One that blocks through the seam holds up nobody.
 */
#include "bench/stall.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runners/runner.h"
#include "tests/slow_call.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { TASKS = 5, CULPRIT = 3 };

static const struct slow_call *call;

static int
act(const struct value *values, size_t i, uint64_t *result)
{
	const struct timespec moment = {.tv_nsec = 1000000};

	(void)values;
	*result = i;
	nanosleep(&moment, NULL);
	if (i == CULPRIT)
		slow_call_make(call);
	return 0;
}

static _Noreturn void
look_for_ever(struct stall_watch *watch)
{
	const struct timespec moment = {.tv_nsec = 3000000};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		stall_watch_look(watch);
		nanosleep(&moment, NULL);
	}
}

static struct stall
watched(const char *runner)
{
	static const struct value values[VALUES];
	static const struct workload workload = {.name = "acts", .task = act};
	struct job job = {.workload = &workload,
	                  .values = values,
	                  .in_flight = TASKS,
	                  .processes = 2,
	                  .threads = 1,
	                  .stack_bytes = (size_t)256 << 10,
	                  .tally = tally_new(TASKS)};
	struct stall_watch *watch = stall_watch_open(job.tally);
	pid_t looker = fork();

	if (looker == 0)
		look_for_ever(watch);
	runner_run(runner_find(runner), &job);
	kill(looker, SIGKILL);
	waitpid(looker, NULL, 0);
	tally_free(job.tally);
	return stall_watch_close(watch);
}

/* Who looks, looks from time to time: on a busy machine it may have no core meanwhile, or see the culprit
 * when it has none. */
enum { LOOKS = 5 };

static void
finds(const char *runner)
{
	struct stall s = {0};
	char text[160] = "", words[60];
	bool found = false;

	snprintf(words, sizeof words, "task %d %s", CULPRIT, call->seen);
	for (int k = 0; k < LOOKS && !found; k++) {
		s = watched(runner);
		stall_describe(&s, text, sizeof text);
		found = s.ns > SLOW_NS / 3 && s.task == CULPRIT && strstr(text, words);
	}
	ok(found, "%s, %s: held up for %.0f ms: %s", runner, call->name, (double)s.ns / 1e6, text);
}

static void
finds_nothing(const char *runner)
{
	bool found = true;

	for (int k = 0; k < LOOKS && found; k++)
		found = watched(runner).ns >= SLOW_NS / 2;
	ok(!found, "%s, %s: nobody is held up", runner, call->name);
}

int
main(void)
{
	trial_deadline(60);
	for (call = slow_calls; call->name; call++) {
		(call->seen ? finds : finds_nothing)("coroutine");
		(call->seen ? finds : finds_nothing)("hybrid");
	}
	return done_testing();
}
