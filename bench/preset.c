/*
 * What the presets measure. Sizes are such that a serial cell takes 100 ms or
 * more on a machine of today; every runner of a row has the same limit of
 * tasks in flight.
 */
#include "bench/preset.h"

#include <stddef.h>

#include "bench/plan.h"

static const struct work noop = {"noop", "noop", {{0}}, 1, 0.002};
static const struct work count = {"count", "count", {{"iterations", "5200000"}}, 64, 0.12};
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

/* Tasks that do nothing but be made, as many as take a few hundredths of a second under the models that it suits; and
 * two that hand a token round. What one costs is a quotient, so they need not be the same number for all. */
static const struct work spawn_300 = {"spawn-300", "spawn", {{0}}, 300, 0.001};
static const struct work spawn_2000 = {"spawn-2000", "spawn", {{0}}, 2000, 0.001};
static const struct work spawn_100k = {"spawn-100k", "spawn", {{0}}, 100000, 0.01};
static const struct work switch_1000 = {"switch-1000", "switch", {{"laps", "1000"}}, 2, 0.02};
static const struct work switch_100k = {"switch-100k", "switch", {{"laps", "100000"}}, 2, 0.02};

static const char *const serial[] = {"serial", NULL};
static const char *const thread_pool[] = {"thread-pool", NULL};
static const char *const all[] = {
	"serial", "thread", "thread-pool", "process", "process-pool", "coroutine", "hybrid", NULL};
static const char *const bounded[] = {"serial", "thread-pool", "process-pool", "coroutine", NULL};
static const char *const threads_and_processes[] = {"serial", "thread-pool", "process-pool", NULL};
static const char *const concurrent[] = {
	"thread-pool", "process-pool", "coroutine", "hybrid", NULL};
static const char *const coroutines[] = {"coroutine", NULL};
static const char *const thread[] = {"thread", NULL};
static const char *const process[] = {"process", NULL};
static const char *const looped[] = {"coroutine", "hybrid", NULL};
static const char *const pools[] = {"thread-pool", "process-pool", NULL};
static const char *const kernel_switched[] = {
	"thread", "thread-pool", "process", "process-pool", "hybrid", NULL};
static const char *const per_task[] = {"thread", "process", "coroutine", "hybrid", NULL};
static const char *const models[] = {
	"serial", "thread", "gil-thread", "process", "coroutine", "hybrid", NULL};

/* what each task does when, and what it costs */
static const struct preset_line task_lines[] = {
	{&lanes_cpu, models, {8}, ONCE, FOR_LANES},
	{&lanes_io, models, {8}, ONCE, FOR_LANES},
	{&sleepers_10, per_task, {10}, ONCE, FOR_MEMORY},
	{&sleepers_100, per_task, {100}, ONCE, FOR_MEMORY},
	{&sleepers_1000, per_task, {1000}, ONCE, FOR_MEMORY},
	{&spawn_100k, serial, {1}, SWEEP, FOR_COST},
	{&spawn_100k, looped, {64}, SWEEP, FOR_COST},
	{&spawn_100k, pools, {CPUS}, SWEEP, FOR_COST},
	{&spawn_2000, thread, {64}, SWEEP, FOR_COST},
	{&spawn_300, process, {64}, SWEEP, FOR_COST},
	{&switch_1000, serial, {1}, ONCE, FOR_COST}, /* skipped, and said so */
	{&switch_1000, kernel_switched, {2}, SWEEP, FOR_COST},
	{&switch_100k, coroutines, {2}, SWEEP, FOR_COST},
	{.work = NULL},
};

static const struct preset_line quick_lines[] = {
	{&noop, serial, {1}, MAIN, FOR_FLOOR},
	{&prime, thread_pool, {CPUS}, MAIN, FOR_NOISE, .suffix = "-again"},
	{&count, all, {CPUS}, MAIN, FOR_VERDICT},
	{&prime, all, {CPUS}, MAIN, FOR_VERDICT | FOR_SCALING},
	{&file_warm, all, {CPUS}, MAIN, FOR_VERDICT},
	{&file_cold, all, {16}, MAIN, FOR_VERDICT},
	{&waits, all, {64}, MAIN, FOR_VERDICT | FOR_SCALING},
	{&http, all, {64}, MAIN, FOR_VERDICT | FOR_LATENCY},
	{&mix_10, concurrent, {64}, SWEEP, FOR_CROSSOVER, 10},
	{&prime, threads_and_processes, {4, 16}, SWEEP, FOR_SCALING},
	{&waits, bounded, {2, 4, 16}, SWEEP, FOR_SCALING},
	{&mix_1, concurrent, {64}, SWEEP, FOR_CROSSOVER, 1},
	{&mix_30, concurrent, {64}, SWEEP, FOR_CROSSOVER, 30},
	{&mix_100, concurrent, {64}, SWEEP, FOR_CROSSOVER, 100},
	{.work = NULL},
};

static const struct preset_line full_lines[] = {
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
	{.work = NULL},
};

/* Rounds: a winner can be claimed at 95 % from 10 rounds on (quick: 42 contenders) or 12 (standard: 147).
 * 21 bear two outliers on either side; 6 are the least for a single interval. */
const struct preset presets[] = {
	{"quick", {quick_lines, task_lines}, 11, 6},
	{"standard", {full_lines, task_lines, gil_lines, family_lines}, 21, 8},
	{"full", {full_lines, task_lines, gil_lines, family_lines}, 60, 30},
	{"gil", {gil_lines}, 8, 8},
	{"tutorial", {tutorial_lines, family_lines, tutorial_family_lines}, 11, 6},
	{.name = NULL},
};

const char *const plan_presets[] = {"quick", "standard", "full", "gil", "tutorial", NULL};
