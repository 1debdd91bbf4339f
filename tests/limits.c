/*
 * Tries of how many tasks can be in flight: they hold, they are refused, they are stopped, and nothing
 * of them stays; and what is said of them.
 */
#include "bench/limits.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "bench/hold.h"
#include "bench/room.h"
#include "runners/runner.h"
#include "tests/descriptor.h"
#include "tests/tap.h"
#include "tests/trial.h"

static volatile sig_atomic_t interrupted;

static struct hold_way
way(const char *runner)
{
	return (struct hold_way){.runner = runner_find(runner),
	                         .stack_bytes = 64 << 10,
	                         .interrupted = &interrupted};
}

static bool
nothing_left(void)
{
	return waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD;
}

static void
holds(const char *runner, size_t tasks)
{
	struct hold_way w = way(runner);
	struct hold h;
	int status = hold_try(&w, tasks, &h);
	const struct footprint *f = &h.footprint;

	ok(status == 0 && h.end == HOLD_HELD && h.made == tasks && f->touched_bytes > 0 &&
	           f->reserved_bytes > f->touched_bytes && f->mappings > 0,
	   "%zu tasks at once under %s: %s",
	   tasks,
	   runner,
	   hold_end_name(h.end));
	ok(nothing_left(), "... and nothing of them stays");
}

static void
is_refused(void)
{
	struct hold_way w = way("coroutine");
	struct hold h;
	int status;

	w.descriptor = true;
	descriptors_limit(60);
	status = hold_try(&w, 200, &h);
	ok(status == 0 && h.end == HOLD_REFUSED && h.made > 30 && h.made < 60,
	   "with 60 descriptors, 200 tasks with one each are refused, and %zu were made",
	   h.made);
	ok(strstr(h.reason, strerror(EMFILE)) && nothing_left(),
	   "... for this reason: %s",
	   h.reason);
	descriptors_allow();
}

static void
is_stopped(void)
{
	struct hold_way w = way("thread");
	struct hold h;
	int status;

	w.memory_least = UINT64_MAX;
	status = hold_try(&w, 1000, &h);
	ok(status == 0 && h.end == HOLD_MEMORY && nothing_left(),
	   "where no memory may be taken, it is stopped: %s",
	   hold_end_name(h.end));
	w.memory_least = 0;
	interrupted = 1;
	status = hold_try(&w, 1000, &h);
	ok(status == 0 && h.end == HOLD_INTERRUPTED && nothing_left(),
	   "an interrupt stops it, too: %s",
	   hold_end_name(h.end));
	interrupted = 0;
}

static void
room_is_kept(void)
{
	struct room room;
	int status = room_look(&room);

	ok(status == 0 && room.limit && room.reserve > 0 && room.reserve <= ROOM_RESERVE &&
	           room.tasks + room.reserve <= room.most,
	   "of %s, %llu, %zu are left, and %zu stay free",
	   room.limit,
	   (unsigned long long)room.most,
	   room.tasks,
	   room.reserve);
	ok(room_memory() > 0 && room_memory() <= room_meminfo("MemTotal"),
	   "there is memory, and not more than there is");
}

/* a model of which a task is known to take 7,000 bytes, and what stopped it */
static void
describe(struct limits *limits)
{
	static const size_t sizes[] = {1000, 3000, 10000};
	struct model_limits *m = &limits->models[0];

	*limits = (struct limits){.max = 5000,
	                          .reserve = 17,
	                          .memory_bytes = 1 << 30,
	                          .stack_bytes = 4096,
	                          .count = 1};
	*m = (struct model_limits){.runner = "thread",
	                           .most = 10000,
	                           .limit = "pid_max",
	                           .limit_value = 32768,
	                           .stopped = "less a reserve"};
	for (size_t k = 0; k < 3; k++)
		m->tries[m->count++] =
			(struct hold){.tasks = sizes[k],
		                      .made = sizes[k],
		                      .footprint.touched_bytes = 90000 + 7000 * sizes[k],
		                      .footprint.reserved_bytes = 20000 * sizes[k],
		                      .footprint.mappings = 30 + 2 * sizes[k],
		                      .kernel_bytes = 500.0 * (double)sizes[k]};
	m->tries[m->count++] = (struct hold){.tasks = 20000,
	                                     .made = 11000,
	                                     .footprint.touched_bytes = 1,
	                                     .end = HOLD_REFUSED,
	                                     .reason = "no more of them"};
}

static bool
near(double x, double y)
{
	return fabs(x - y) <= 0.001 * y;
}

static void
costs_are_slopes(const struct limits *limits)
{
	struct task_cost cost = task_cost(&limits->models[0]);

	ok(near(cost.touched_bytes, 7000) && near(cost.reserved_bytes, 20000) &&
	           near(cost.kernel_bytes, 500) && near(cost.mappings, 2),
	   "what a task costs is the slope of what was held: %.0f, %.0f, %.0f bytes, %.1f mappings",
	   cost.touched_bytes,
	   cost.reserved_bytes,
	   cost.kernel_bytes,
	   cost.mappings);
}

static void
limits_are_kept(const struct limits *limits, struct limits *back)
{
	json_t *json = limits_to_json(limits);
	const struct model_limits *m;

	ok(json && limits_from_json(back, json) == 0 && back->max == 5000 && back->reserve == 17 &&
	           back->count == 1 &&
	           strcmp(back->models[0].tries[3].reason, "no more of them") == 0,
	   "limits become JSON, and are read back");
	m = limits_of(back, "thread");
	ok(m && near(m->limit_value, 32768) && near(task_cost(m).touched_bytes, 7000) &&
	           !limits_of(back, "process"),
	   "... with all that was tried");
	json_object_set_new(json, "schema", json_integer(2));
	ok(limits_from_json(back, json) != 0 && errno == EPROTO, "another schema is not read");
	json_decref(json);
}

int
main(void)
{
	struct limits *limits = calloc(2, sizeof *limits);

	if (!limits)
		return 1;
	trial_deadline(200);
	holds("thread", 40);
	holds("process", 40);
	holds("coroutine", 200);
	is_refused();
	is_stopped();
	room_is_kept();
	describe(limits);
	costs_are_slopes(limits);
	limits_are_kept(limits, limits + 1);
	free(limits);
	return done_testing();
}
