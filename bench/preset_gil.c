/*
 * The cells that show what a GIL costs: the emulated one, CPython's own, and none, on the same
 * work.
 */
#include <stddef.h>

#include "bench/plan.h"
#include "bench/preset.h"

static const struct work noop = {"noop", "noop", {{0}}, 1, 0.002};

/* Computing at the pace of one's own thread, so that the same work is as long in C and in Python; how
 * much slower the interpreter is, two loops tell; and requests beside hogs, each with 10 us to handle. */
static const struct work gil_cpu = {
	"gil-cpu", "mix", {{"compute", "40ms"}, {"wait", "0"}, {"by", "pace"}}, 8, 0.33};
static const struct work gil_count = {"gil-count", "count", {{"iterations", "50000000"}}, 4, 0.07};
static const struct work gil_count_python = {
	"gil-count-python", "count", {{"iterations", "500000"}}, 4, 0.15};
/* The designs are compared in C alone, by the same steps: a design that disturbs its threads all the time
 * would slow the pace that they find, and so their work. */
static const struct work gil_steps = {"gil-steps", "count", {{"iterations", "50000000"}}, 8, 0.14};
static const struct work gil_mix[] = {
	{"gil-mix-0%", "mix", {{"compute", "0"}, {"wait", "20ms"}, {"by", "pace"}}, 16, 0.33},
	{"gil-mix-10%", "mix", {{"compute", "2ms"}, {"wait", "18ms"}, {"by", "pace"}}, 16, 0.33},
	{"gil-mix-25%", "mix", {{"compute", "5ms"}, {"wait", "15ms"}, {"by", "pace"}}, 16, 0.33},
	{"gil-mix-50%", "mix", {{"compute", "10ms"}, {"wait", "10ms"}, {"by", "pace"}}, 16, 0.33},
	{"gil-mix-75%", "mix", {{"compute", "15ms"}, {"wait", "5ms"}, {"by", "pace"}}, 16, 0.33},
	{"gil-mix-90%", "mix", {{"compute", "18ms"}, {"wait", "2ms"}, {"by", "pace"}}, 16, 0.33},
	{"gil-mix-100%", "mix", {{"compute", "20ms"}, {"wait", "0"}, {"by", "pace"}}, 16, 0.33},
};
/* where a request waits for several intervals, there must be time for some */
static const struct work hogs_short[] = {
	{"hogs-0", "hogs", {{"duration", "1s"}, {"handle", "10us"}}, 1, 1},
	{"hogs-1", "hogs", {{"duration", "1s"}, {"handle", "10us"}}, 2, 1},
	{"hogs-2", "hogs", {{"duration", "1s"}, {"handle", "10us"}}, 3, 1},
	{"hogs-4", "hogs", {{"duration", "1s"}, {"handle", "10us"}}, 5, 1},
};
static const struct work hogs_long[] = {
	{"hogs-1-long", "hogs", {{"duration", "3s"}, {"handle", "10us"}}, 2, 3},
	{"hogs-2-long", "hogs", {{"duration", "3s"}, {"handle", "10us"}}, 3, 3},
	{"hogs-4-long", "hogs", {{"duration", "3s"}, {"handle", "10us"}}, 5, 3},
};
static const struct work hogs_longest[] = {
	{"hogs-1-longest", "hogs", {{"duration", "6s"}, {"handle", "10us"}}, 2, 6},
	{"hogs-2-longest", "hogs", {{"duration", "6s"}, {"handle", "10us"}}, 3, 6},
	{"hogs-4-longest", "hogs", {{"duration", "6s"}, {"handle", "10us"}}, 5, 6},
};
/* one counter, added to in two steps: so many updates as take longer than a switch interval */
static const struct work gil_data = {"gil-data", "counter", {{"updates", "20000000"}}, 4, 0.2};
static const struct work gil_data_python = {
	"gil-data-python", "counter", {{"updates", "100000"}}, 4, 0.3};
static const struct work gil_sleep = {"gil-sleep", "sleep", {{"wait", "20ms"}}, 32, 0.65};
static const struct work gil_http = {"gil-http", "http", {{"delay", "20ms"}}, 32, 0.7};

static const struct variant intervals[] = {{"0.1ms", "switch-interval", "100us"},
                                           {"1ms", "switch-interval", "1ms"},
                                           {"5ms", "switch-interval", "5ms"},
                                           {"20ms", "switch-interval", "20ms"},
                                           {.name = NULL}};
static const struct variant short_intervals[] = {
	{"1ms", "switch-interval", "1ms"}, {"5ms", "switch-interval", "5ms"}, {.name = NULL}};
static const struct variant long_interval[] = {{"20ms", "switch-interval", "20ms"}, {.name = NULL}};
static const struct variant longest_interval[] = {{"100ms", "switch-interval", "100ms"},
                                                  {.name = NULL}};
static const struct variant usual_interval[] = {{"5ms", "switch-interval", "5ms"}, {.name = NULL}};
static const struct variant designs[] = {{"ticks", "gil", "ticks"},
                                         {"unforced", "gil", "unforced"},
                                         {"priority", "gil", "priority"},
                                         {"off", "gil", "off"},
                                         {.name = NULL}};
static const struct variant all_designs[] = {{"cpython", "gil", "cpython"},
                                             {"ticks", "gil", "ticks"},
                                             {"unforced", "gil", "unforced"},
                                             {"priority", "gil", "priority"},
                                             {"off", "gil", "off"},
                                             {.name = NULL}};
static const struct variant one_cpu[] = {{"1-cpu", "cpus", "1"}, {.name = NULL}};

static const char *const serial[] = {"serial", NULL};
static const char *const thread[] = {"thread", NULL};
static const char *const gil_thread[] = {"gil-thread", NULL};
static const char *const gil_threads[] = {"gil-thread", "python-thread", NULL};
static const char *const gil_thread_pool[] = {"gil-thread-pool", NULL};
static const char *const python_serial[] = {"python-serial", NULL};
static const char *const python_thread[] = {"python-thread", NULL};
static const char *const serials[] = {"serial", "python-serial", NULL};
static const char *const free_pools[] = {
	"thread-pool", "process-pool", "python-process-pool", NULL};
static const char *const gil_pools[] = {"gil-thread-pool", "python-thread-pool", NULL};
static const char *const shared[] = {"serial",
                                     "thread-pool",
                                     "process-pool",
                                     "coroutine",
                                     "gil-thread-pool",
                                     "python-serial",
                                     "python-thread-pool",
                                     NULL};
static const char *const waiting[] = {"serial",
                                      "thread",
                                      "gil-thread",
                                      "python-serial",
                                      "python-thread",
                                      "python-thread-pool",
                                      "python-process",
                                      "python-asyncio",
                                      "python-gevent",
                                      NULL};
static const char *const one_cpu_pools[] = {"thread-pool", "gil-thread-pool", NULL};
static const char *const one_cpu_threads[] = {"thread", "gil-thread", NULL};
const struct preset_line gil_lines[] = {
	{&noop, serial, {1}, MAIN, FOR_FLOOR},
	{&noop, python_serial, {1}, SWEEP, FOR_PYTHON},
	{&gil_count, serial, {1}, SWEEP, FOR_PYTHON},
	{&gil_count_python, python_serial, {1}, SWEEP, FOR_PYTHON},
	{&gil_cpu, serials, {1}, SWEEP, FOR_GIL_SCALING},
	{&gil_cpu, free_pools, {1, 2, 4, 8}, SWEEP, FOR_GIL_SCALING},
	{&gil_cpu, gil_pools, {1, 2, 4, 8}, SWEEP, FOR_GIL_SCALING, .variants = intervals},
	{&gil_steps, serial, {1}, SWEEP, FOR_GIL_DESIGNS},
	{&gil_steps, gil_thread_pool, {2, 4, 8}, SWEEP, FOR_GIL_DESIGNS, .variants = all_designs},
	{&gil_mix[0], shared, {4}, SWEEP, FOR_GIL_SHARE, 0},
	{&gil_mix[1], shared, {4}, SWEEP, FOR_GIL_SHARE, 10},
	{&gil_mix[2], shared, {4}, SWEEP, FOR_GIL_SHARE, 25},
	{&gil_mix[3], shared, {4}, SWEEP, FOR_GIL_SHARE, 50},
	{&gil_mix[4], shared, {4}, SWEEP, FOR_GIL_SHARE, 75},
	{&gil_mix[5], shared, {4}, SWEEP, FOR_GIL_SHARE, 90},
	{&gil_mix[6], shared, {4}, SWEEP, FOR_GIL_SHARE, 100},
	{&hogs_short[0], thread, {1}, SWEEP, FOR_CONVOY},
	{&hogs_short[1], thread, {2}, SWEEP, FOR_CONVOY | FOR_REQUESTS},
	{&hogs_short[2], thread, {3}, SWEEP, FOR_CONVOY},
	{&hogs_short[3], thread, {5}, SWEEP, FOR_CONVOY},
	{&hogs_short[0], gil_threads, {1}, SWEEP, FOR_CONVOY, .variants = usual_interval},
	{&hogs_short[1],
         gil_threads,
         {2},
         SWEEP,
         FOR_CONVOY | FOR_REQUESTS,
         .variants = short_intervals},
	{&hogs_short[2], gil_threads, {3}, SWEEP, FOR_CONVOY, .variants = short_intervals},
	{&hogs_short[3], gil_threads, {5}, SWEEP, FOR_CONVOY, .variants = short_intervals},
	{&hogs_long[0], gil_threads, {2}, SWEEP, FOR_CONVOY, .variants = long_interval},
	{&hogs_long[1], gil_threads, {3}, SWEEP, FOR_CONVOY, .variants = long_interval},
	{&hogs_long[2], gil_threads, {5}, SWEEP, FOR_CONVOY, .variants = long_interval},
	{&hogs_longest[0], gil_threads, {2}, SWEEP, FOR_CONVOY, .variants = longest_interval},
	{&hogs_longest[1], gil_threads, {3}, SWEEP, FOR_CONVOY, .variants = longest_interval},
	{&hogs_longest[2], gil_threads, {5}, SWEEP, FOR_CONVOY, .variants = longest_interval},
	{&hogs_short[1], gil_thread, {2}, SWEEP, FOR_GIL_DESIGNS, .variants = designs},
	{&hogs_short[2], gil_thread, {3}, SWEEP, FOR_GIL_DESIGNS, .variants = designs},
	{&gil_sleep, waiting, {32}, SWEEP, FOR_GIL_IO},
	{&gil_http, waiting, {32}, SWEEP, FOR_GIL_IO},
	{&gil_cpu, one_cpu_pools, {4}, SWEEP, FOR_GIL_ONE_CPU, .variants = one_cpu},
	{&gil_sleep, one_cpu_threads, {32}, SWEEP, FOR_GIL_ONE_CPU, .variants = one_cpu},
	{&gil_data, gil_thread, {4}, SWEEP, FOR_GIL_DATA},
	{&gil_data_python, python_thread, {4}, SWEEP, FOR_GIL_DATA},
	{.work = NULL},
};
