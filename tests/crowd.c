/*
 * Far more wait at once, and become ready at once, than the loop's queues have places.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "runners/blocking.h"
#include "runners/loop.h"
#include "runners/runner.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

/* a ring has 1,024 places to submit, and twice as many to complete */
enum { CROWD = 6000 };

static size_t crowd = CROWD;
static int ends[2];
static size_t waiting, woken;

static void
let_go(void)
{
	if (write(ends[1], "x", 1) != 1)
		perror("# write");
}

static int
wait_for_it(const struct value *values, size_t i, uint64_t *result)
{
	struct pollfd one = {.fd = ends[0], .events = POLLIN};

	(void)values;
	if (++waiting == crowd)
		let_go();
	woken += poll(&one, 1, -1) == 1;
	*result = i;
	return 0;
}

static int
time_out(const struct value *values, size_t i, uint64_t *result)
{
	struct pollfd one = {.fd = ends[0], .events = POLLPRI};

	(void)values;
	woken += poll(&one, 1, 20) == 0;
	*result = i;
	return 0;
}

static bool
all(const struct loop_engine *engine, const struct workload *workload)
{
	struct trial trial;

	waiting = 0;
	woken = 0;
	if (pipe(ends) != 0)
		perror("# pipe");
	loop_choice = engine;
	trial = trial_run(runner_find("coroutine"), workload, crowd, crowd);
	loop_choice = NULL;
	trial_end(&trial);
	close(ends[0]);
	close(ends[1]);
	return trial.status == 0 && woken == crowd;
}

static void
on(const struct loop_engine *engine)
{
	static const struct workload waits = {.name = "waits", .task = wait_for_it};
	static const struct workload times_out = {.name = "times-out", .task = time_out};

	ok(all(engine, &waits), "%s: %zu wait for one pipe, and all are told", engine->name, crowd);
	ok(all(engine, &times_out), "%s: %zu wait in vain, and all give up", engine->name, crowd);
}

int
main(void)
{
	trial_deadline(60);

	trial_loops(on);
	return done_testing();
}
