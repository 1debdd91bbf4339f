/*
 * What the presets measure. Sizes are such that a serial cell takes 100 ms or
 * more on a machine of today; every runner of a row has the same limit of
 * tasks in flight.
 */
#include "bench/matrix.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "bench/command.h"
#include "bench/plan.h"

static const struct work noop = {"noop", "noop", {{0}}, 1, 0.002};
static const struct work count = {"count", "count", {{"iterations", "4100000"}}, 64, 0.12};
static const struct work prime = {"prime", "prime", {{"n", "1000000000039"}}, 56, 0.12};
static const struct work file_warm = {
	"file-warm", "file", {{"bytes", "1MiB"}, {"cache", "warm"}}, 440, 0.12};
static const struct work file_cold = {
	"file-cold", "file", {{"bytes", "256KiB"}, {"cache", "cold"}}, 384, 0.12};
static const struct work waits = {"sleep", "sleep", {{"wait", "2ms"}}, 64, 0.14};
static const struct work http = {"http", "http", {{"delay", "1ms"}}, 104, 0.17};

/* 2 ms a task, of which so much is computing */
static const struct work mix_1 = {
	"mix-1%", "mix", {{"compute", "20us"}, {"wait", "1980us"}}, 64, 0.14};
static const struct work mix_3 = {
	"mix-3%", "mix", {{"compute", "60us"}, {"wait", "1940us"}}, 64, 0.14};
static const struct work mix_10 = {
	"mix-10%", "mix", {{"compute", "200us"}, {"wait", "1800us"}}, 64, 0.14};
static const struct work mix_30 = {
	"mix-30%", "mix", {{"compute", "600us"}, {"wait", "1400us"}}, 64, 0.14};
static const struct work mix_100 = {
	"mix-100%", "mix", {{"compute", "2ms"}, {"wait", "0"}}, 64, 0.14};

/* few tasks, long enough to be looked at one by one */
static const struct work lanes_cpu = {"lanes-cpu", "count", {{"iterations", "30000000"}}, 8, 0.2};
static const struct work lanes_io = {
	"lanes-io", "mix", {{"compute", "2ms"}, {"wait", "20ms"}}, 8, 0.19};

/* tasks that are all there at once, and do nothing but be there */
static const struct work sleepers_10 = {"sleepers-10", "sleep", {{"wait", "100ms"}}, 10, 1};
static const struct work sleepers_100 = {"sleepers-100", "sleep", {{"wait", "100ms"}}, 100, 10};
static const struct work sleepers_1000 = {"sleepers-1000", "sleep", {{"wait", "100ms"}}, 1000, 100};

/* what the tutorials do; 100 tasks of 2 s each are made 20 ms, to end within minutes */
static const struct work count_10m = {"count-10M", "count", {{"iterations", "10000000"}}, 4, 0.03};
static const struct work count_100m = {
	"count-100M", "count", {{"iterations", "100000000"}}, 5, 0.36};
static const struct work prime_large = {
	"prime-15-digits", "prime", {{"n", "112272535095293"}}, 10, 0.3};
static const struct work file_small = {"file-4KiB", "file", {{"bytes", "4KiB"}}, 4, 0.002};
static const struct work sleep_100 = {"sleep-20ms", "sleep", {{"wait", "20ms"}}, 100, 2.1};
static const struct work sleep_10 = {"sleep-500ms", "sleep", {{"wait", "500ms"}}, 10, 5};
static const struct work http_50 = {"http-50-pages", "http", {{"delay", "20ms"}}, 50, 1.1};

static const char *const serial[] = {"serial", NULL};
static const char *const thread_pool[] = {"thread-pool", NULL};
static const char *const all[] = {
	"serial", "thread", "thread-pool", "process", "process-pool", "coroutine", NULL};
static const char *const bounded[] = {"serial", "thread-pool", "process-pool", "coroutine", NULL};
static const char *const threads_and_processes[] = {"serial", "thread-pool", "process-pool", NULL};
static const char *const concurrent[] = {"thread-pool", "process-pool", "coroutine", NULL};
static const char *const coroutines[] = {"coroutine", NULL};
static const char *const per_task[] = {"thread", "process", "coroutine", NULL};
static const char *const models[] = {"serial", "thread", "process", "coroutine", NULL};

enum repeat { ONCE, SWEEP, MAIN }; /* observed only; the preset's rounds for sweeps; all */

#define CPUS SIZE_MAX /* stands for the available ones */

/* this work under these runners, at these limits of tasks in flight */
struct line {
	const struct work *work;
	const char *const *runners;
	size_t limits[8]; /* 0 ends */
	enum repeat repeat;
	unsigned purposes;
	double share;       /* in per cent, where computing is the axis; 0 elsewhere */
	const char *suffix; /* of the cells' names; NULL: none */
};

static const struct line quick_lines[] = {
	{&noop, serial, {1}, MAIN, FOR_FLOOR},
	{&prime, thread_pool, {CPUS}, MAIN, FOR_NOISE, .suffix = "-again"},
	{&count, all, {CPUS}, MAIN, FOR_VERDICT},
	{&prime, all, {CPUS}, MAIN, FOR_VERDICT | FOR_SCALING},
	{&file_warm, all, {CPUS}, MAIN, FOR_VERDICT},
	{&file_cold, all, {16}, MAIN, FOR_VERDICT},
	{&waits, all, {64}, MAIN, FOR_VERDICT | FOR_SCALING},
	{&http, all, {64}, MAIN, FOR_VERDICT | FOR_LATENCY},
	{&mix_10, concurrent, {64}, SWEEP, FOR_CROSSOVER, 10},
	{&prime, threads_and_processes, {1, 4, 8}, SWEEP, FOR_SCALING},
	{&prime, coroutines, {8}, SWEEP, FOR_SCALING},
	{&waits, bounded, {1, 4, 16}, SWEEP, FOR_SCALING},
	{&mix_1, concurrent, {64}, SWEEP, FOR_CROSSOVER, 1},
	{&mix_3, concurrent, {64}, SWEEP, FOR_CROSSOVER, 3},
	{&mix_30, concurrent, {64}, SWEEP, FOR_CROSSOVER, 30},
	{&mix_100, concurrent, {64}, SWEEP, FOR_CROSSOVER, 100},
	{&lanes_cpu, models, {8}, ONCE, FOR_LANES},
	{&lanes_io, models, {8}, ONCE, FOR_LANES},
	{&sleepers_10, per_task, {10}, ONCE, FOR_MEMORY},
	{&sleepers_100, per_task, {100}, ONCE, FOR_MEMORY},
	{&sleepers_1000, per_task, {1000}, ONCE, FOR_MEMORY},
	{.work = NULL},
};

static const struct line full_lines[] = {
	{&noop, serial, {1}, MAIN, FOR_FLOOR},
	{&prime, thread_pool, {CPUS}, MAIN, FOR_NOISE, .suffix = "-again"},
	{&count, all, {CPUS, 8, 64}, MAIN, FOR_VERDICT},
	{&prime, all, {CPUS, 8, 64}, MAIN, FOR_VERDICT | FOR_SCALING},
	{&file_warm, all, {CPUS, 8, 64}, MAIN, FOR_VERDICT},
	{&file_cold, all, {CPUS, 8, 64}, MAIN, FOR_VERDICT},
	{&waits, all, {CPUS, 8, 64}, MAIN, FOR_VERDICT | FOR_SCALING},
	{&http, all, {CPUS, 8}, MAIN, FOR_VERDICT},
	{&http, all, {64}, MAIN, FOR_VERDICT | FOR_LATENCY},
	{&mix_10, all, {CPUS, 8}, MAIN, FOR_VERDICT},
	{&mix_10, all, {64}, MAIN, FOR_VERDICT | FOR_CROSSOVER, 10},
	{&prime, all, {1, 2, 4, 16, 32}, SWEEP, FOR_SCALING},
	{&waits, all, {1, 2, 4, 16, 32}, SWEEP, FOR_SCALING},
	{&mix_1, all, {64}, SWEEP, FOR_CROSSOVER, 1},
	{&mix_3, all, {64}, SWEEP, FOR_CROSSOVER, 3},
	{&mix_30, all, {64}, SWEEP, FOR_CROSSOVER, 30},
	{&mix_100, all, {64}, SWEEP, FOR_CROSSOVER, 100},
	{&lanes_cpu, models, {8}, ONCE, FOR_LANES},
	{&lanes_io, models, {8}, ONCE, FOR_LANES},
	{&sleepers_10, per_task, {10}, ONCE, FOR_MEMORY},
	{&sleepers_100, per_task, {100}, ONCE, FOR_MEMORY},
	{&sleepers_1000, per_task, {1000}, ONCE, FOR_MEMORY},
	{.work = NULL},
};

static const struct line tutorial_lines[] = {
	{&noop, serial, {1}, MAIN, FOR_FLOOR},
	{&count_100m, thread_pool, {5}, MAIN, FOR_NOISE, .suffix = "-again"},
	{&count_10m, all, {4}, MAIN, FOR_VERDICT},
	{&count_100m, all, {5}, MAIN, FOR_VERDICT},
	{&prime_large, all, {10}, MAIN, FOR_VERDICT},
	{&file_small, all, {4}, MAIN, FOR_VERDICT},
	{&sleep_100, all, {100}, MAIN, FOR_VERDICT},
	{&sleep_10, all, {10}, MAIN, FOR_VERDICT},
	{&http_50, all, {50}, MAIN, FOR_VERDICT},
	{.work = NULL},
};

/* Rounds: a winner can be claimed at 95 % from 10 rounds on (quick: 36 contenders) or 12 (standard: 126).
 * 14 bear one outlier on either side, 21 two; 6 are the least for a single interval. */
static const struct preset {
	const char *name;
	const struct line *lines;
	unsigned main_rounds, sweep_rounds;
} presets[] = {
	{"quick", quick_lines, 14, 6},
	{"standard", full_lines, 21, 10},
	{"full", full_lines, 60, 30},
	{"tutorial", tutorial_lines, 11, 6},
};

const char *const plan_presets[] = {"quick", "standard", "full", "tutorial", NULL};

/* whether a list of names, separated by commas, has this one; no list has all */
static bool
wanted(const char *list, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = list; at && *at; at += strcspn(at, ",") + (strchr(at, ',') != NULL))
		if (strcspn(at, ",") == length && strncmp(at, name, length) == 0)
			return true;
	return !list;
}

static unsigned
rounds_of(const struct preset *preset, const struct plan_request *request, enum repeat repeat)
{
	if (repeat == ONCE)
		return 0;
	if (request->rounds)
		return request->rounds;
	return repeat == MAIN ? preset->main_rounds : preset->sweep_rounds;
}

static int
set_cell(struct cell *cell, const struct work *work, size_t limit)
{
	for (size_t k = 0; k < 3 && work->settings[k][0]; k++)
		if (cell_set(cell, work->settings[k][0], work->settings[k][1]) != 0)
			return -1;
	cell->tasks = work->tasks;
	cell->workers = cell->in_flight = limit;
	return cell_check(cell);
}

/* how many of the tasks get on at the same time */
static size_t
overlap(const struct cell *cell, size_t limit, unsigned cpus)
{
	if (cell->workload->bound != CPU_BOUND)
		return limit;
	if (strcmp(cell->runner->name, "coroutine") == 0)
		return 1;
	return limit < cpus ? limit : cpus;
}

static int
add_cell(struct plan *plan, const struct line *line, const char *runner, size_t limit,
         unsigned rounds)
{
	const struct work *work = line->work;
	struct planned p = {
		.limit = limit, .purposes = line->purposes, .rounds = rounds, .share = line->share};

	if (cell_init(&p.cell, workload_find(work->workload), runner_find(runner), plan->cpus) !=
	            0 ||
	    set_cell(&p.cell, work, limit) != 0) {
		broken("%s: %s", work->name, cell_error);
		return -1;
	}
	p.estimate_s = work->serial_s / (double)overlap(&p.cell, limit, plan->cpus) + 0.015;
	snprintf(p.work, sizeof p.work, "%s", work->name);
	snprintf(p.name,
	         sizeof p.name,
	         "%s@%zu/%s%s",
	         work->name,
	         limit,
	         runner,
	         line->suffix ? line->suffix : "");
	p.command = cell_command(&p.cell, false);
	if (p.command)
		return plan_add(plan, &p);
	broken("no memory for the plan");
	return -1;
}

static int
add_line(struct plan *plan, const struct plan_request *request, const struct line *line,
         unsigned rounds)
{
	for (const char *const *r = line->runners; *r; r++) {
		bool is_serial = strcmp(*r, "serial") == 0;

		if (!is_serial && !wanted(request->runners, *r))
			continue;
		for (size_t k = 0; line->limits[k]; k++) {
			size_t limit = line->limits[k] == CPUS ? plan->cpus : line->limits[k];

			if (add_cell(plan, line, *r, is_serial ? 1 : limit, rounds) != 0)
				return -1;
		}
	}
	return 0;
}

int
matrix_fill(struct plan *plan, const struct plan_request *request)
{
	const struct preset *preset = presets;

	while (strcmp(preset->name, request->preset) != 0)
		preset++;
	plan->rounds = rounds_of(preset, request, MAIN);
	for (const struct line *line = preset->lines; line->work; line++)
		if (line->work == &noop || wanted(request->only, line->work->workload))
			if (add_line(plan,
			             request,
			             line,
			             rounds_of(preset, request, line->repeat)) != 0)
				return -1;
	return 0;
}
