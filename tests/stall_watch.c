/*
 * A task that holds up its loop is found, with the time and the reason: it blocked where the seam does
 * not reach, or it computed. One that blocks through the seam holds up nobody.
 */
#include "bench/stall.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/runner.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { TASKS = 5, CULPRIT = 3, HELD_NS = 150000000 };

static const struct timespec held = {.tv_nsec = HELD_NS};
static int slow_pipe[2];

static void
sleep_past_the_seam(void)
{
	syscall(SYS_nanosleep, &held, NULL);
}

/* libc reads for fgets by a name of its own, which nobody can take from it */
static void
read_a_line(void)
{
	FILE *pipe = fdopen(slow_pipe[0], "r");
	char line[20];

	if (pipe && fgets(line, sizeof line, pipe))
		fclose(pipe);
}

static void
compute(void)
{
	const uint64_t end = clock_ns() + HELD_NS;

	while (clock_ns() < end)
		;
}

static void
sleep_by_the_seam(void)
{
	nanosleep(&held, NULL);
}

static void (*culprit)(void);

static int
act(const struct value *values, size_t i, uint64_t *result)
{
	const struct timespec moment = {.tv_nsec = 1000000};

	(void)values;
	*result = i;
	nanosleep(&moment, NULL);
	if (i == CULPRIT)
		culprit();
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
watched(const char *runner, void (*what)(void))
{
	static const struct value values[PARAMETERS_MAX];
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
	culprit = what;
	runner_find(runner)->run(&job);
	kill(looker, SIGKILL);
	waitpid(looker, NULL, 0);
	tally_free(job.tally);
	return stall_watch_close(watch);
}

static void
finds(const char *runner, void (*what)(void), const char *words)
{
	struct stall s = watched(runner, what);
	char text[160] = "";

	stall_describe(&s, text, sizeof text);
	ok(s.ns > HELD_NS / 3 && s.task == CULPRIT && strstr(text, words),
	   "%s: held up for %.0f ms: %s",
	   runner,
	   (double)s.ns / 1e6,
	   text);
}

static pid_t
write_late(void)
{
	pid_t writer = fork();

	if (writer == 0) {
		sleep_past_the_seam();
		_exit(write(slow_pipe[1], "late\n", 5) == 5 ? 0 : 1);
	}
	return writer;
}

int
main(void)
{
	pid_t writer;

	trial_deadline(60);
	finds("coroutine", sleep_past_the_seam, "task 3 blocked in nanosleep");
	finds("coroutine", compute, "task 3 computed");
	finds("hybrid", sleep_past_the_seam, "task 3 blocked in nanosleep");
	ok(watched("coroutine", sleep_by_the_seam).ns < HELD_NS / 3, "the seam holds up nobody");
	if (pipe(slow_pipe) == 0 && (writer = write_late()) > 0) {
		finds("coroutine", read_a_line, "task 3 blocked in read");
		waitpid(writer, NULL, 0);
	}
	return done_testing();
}
