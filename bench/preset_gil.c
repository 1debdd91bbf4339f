/*
 * The cells that show what a GIL costs: the emulated one, CPython's own, and none, on the same
 * work.
 */
#include <stddef.h>

#include "bench/plan.h"
#include "bench/preset.h"

static const struct work noop = {"noop", "noop", {{0}}, 1, 0.002};

/* So much computing in C and in Python as takes
 * about as long; tasks that compute until they have had so much CPU time, which both count alike; and
 * requests beside hogs. */
static const struct work gil_count = {"gil-count", "count", {{"iterations", "120000000"}}, 8, 0.32};
static const struct work gil_count_python = {
	"gil-count-python", "count", {{"iterations", "500000"}}, 8, 0.3};
static const struct work gil_mix[] = {
	{"gil-mix-0%", "mix", {{"compute", "0"}, {"wait", "20ms"}, {"by", "cpu-time"}}, 16, 0.33},
	{"gil-mix-10%",
         "mix",
         {{"compute", "2ms"}, {"wait", "18ms"}, {"by", "cpu-time"}},
         16,
         0.33},
	{"gil-mix-25%",
         "mix",
         {{"compute", "5ms"}, {"wait", "15ms"}, {"by", "cpu-time"}},
         16,
         0.33},
	{"gil-mix-50%",
         "mix",
         {{"compute", "10ms"}, {"wait", "10ms"}, {"by", "cpu-time"}},
         16,
         0.33},
	{"gil-mix-75%",
         "mix",
         {{"compute", "15ms"}, {"wait", "5ms"}, {"by", "cpu-time"}},
         16,
         0.33},
	{"gil-mix-90%",
         "mix",
         {{"compute", "18ms"}, {"wait", "2ms"}, {"by", "cpu-time"}},
         16,
         0.33},
	{"gil-mix-100%", "mix", {{"compute", "20ms"}, {"wait", "0"}, {"by", "cpu-time"}}, 16, 0.33},
};
static const struct work hogs_0 = {"hogs-0", "hogs", {{"duration", "1s"}}, 1, 1};
static const struct work hogs_1 = {"hogs-1", "hogs", {{"duration", "1s"}}, 2, 1};
static const struct work hogs_2 = {"hogs-2", "hogs", {{"duration", "1s"}}, 3, 1};
static const struct work hogs_4 = {"hogs-4", "hogs", {{"duration", "1s"}}, 5, 1};
/* where a request waits for several intervals, there must be time for some */
static const struct work hogs_1_long = {"hogs-1-long", "hogs", {{"duration", "3s"}}, 2, 3};
static const struct work hogs_2_long = {"hogs-2-long", "hogs", {{"duration", "3s"}}, 3, 3};
static const struct work hogs_4_long = {"hogs-4-long", "hogs", {{"duration", "3s"}}, 5, 3};
static const struct work gil_sleep = {"gil-sleep", "sleep", {{"wait", "20ms"}}, 32, 0.65};
static const struct work gil_http = {"gil-http", "http", {{"delay", "20ms"}}, 32, 0.7};

static const struct variant intervals[] = {{"0.1ms", "switch-interval", "100us"},
                                           {"1ms", "switch-interval", "1ms"},
                                           {"5ms", "switch-interval", "5ms"},
                                           {"20ms", "switch-interval", "20ms"},
                                           {.name = NULL}};
static const struct variant short_intervals[] = {
	{"1ms", "switch-interval", "1ms"}, {"5ms", "switch-interval", "5ms"}, {.name = NULL}};
static const struct variant long_intervals[] = {
	{"20ms", "switch-interval", "20ms"}, {"100ms", "switch-interval", "100ms"}, {.name = NULL}};
static const struct variant usual_interval[] = {{"5ms", "switch-interval", "5ms"}, {.name = NULL}};
static const struct variant designs[] = {{"ticks", "gil", "ticks"},
                                         {"unforced", "gil", "unforced"},
                                         {"priority", "gil", "priority"},
                                         {"off", "gil", "off"},
                                         {.name = NULL}};
static const struct variant one_cpu[] = {{"1-cpu", "cpus", "1"}, {.name = NULL}};

static const char *const serial[] = {"serial", NULL};
static const char *const thread[] = {"thread", NULL};
static const char *const pools[] = {"thread-pool", "process-pool", NULL};
static const char *const gil_thread[] = {"gil-thread", NULL};
static const char *const gil_threads[] = {"gil-thread", "python-thread", NULL};
static const char *const gil_thread_pool[] = {"gil-thread-pool", NULL};
static const char *const python_serial[] = {"python-serial", NULL};
static const char *const python_thread_pool[] = {"python-thread-pool", NULL};
static const char *const python_process_pool[] = {"python-process-pool", NULL};
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
	{&noop, python_serial, {1}, SWEEP, FOR_GIL_SCALING},
	{&gil_count, serial, {1}, SWEEP, FOR_GIL_SCALING},
	{&gil_count, pools, {1, 2, 4, 8}, SWEEP, FOR_GIL_SCALING},
	{&gil_count, gil_thread_pool, {1, 2, 4, 8}, SWEEP, FOR_GIL_SCALING, .variants = intervals},
	{&gil_count_python, python_serial, {1}, SWEEP, FOR_GIL_SCALING},
	{&gil_count_python, python_process_pool, {1, 2, 4, 8}, SWEEP, FOR_GIL_SCALING},
	{&gil_count_python,
         python_thread_pool,
         {1, 2, 4, 8},
         SWEEP,
         FOR_GIL_SCALING,
         .variants = intervals},
	{&gil_count, gil_thread_pool, {2, 4, 8}, SWEEP, FOR_GIL_DESIGNS, .variants = designs},
	{&gil_mix[0], shared, {4}, SWEEP, FOR_GIL_SHARE, 0},
	{&gil_mix[1], shared, {4}, SWEEP, FOR_GIL_SHARE, 10},
	{&gil_mix[2], shared, {4}, SWEEP, FOR_GIL_SHARE, 25},
	{&gil_mix[3], shared, {4}, SWEEP, FOR_GIL_SHARE, 50},
	{&gil_mix[4], shared, {4}, SWEEP, FOR_GIL_SHARE, 75},
	{&gil_mix[5], shared, {4}, SWEEP, FOR_GIL_SHARE, 90},
	{&gil_mix[6], shared, {4}, SWEEP, FOR_GIL_SHARE, 100},
	{&hogs_0, gil_threads, {1}, SWEEP, FOR_CONVOY, .variants = usual_interval},
	{&hogs_1, gil_threads, {2}, SWEEP, FOR_CONVOY | FOR_REQUESTS, .variants = short_intervals},
	{&hogs_2, gil_threads, {3}, SWEEP, FOR_CONVOY, .variants = short_intervals},
	{&hogs_4, gil_threads, {5}, SWEEP, FOR_CONVOY, .variants = short_intervals},
	{&hogs_1_long, gil_threads, {2}, SWEEP, FOR_CONVOY, .variants = long_intervals},
	{&hogs_2_long, gil_threads, {3}, SWEEP, FOR_CONVOY, .variants = long_intervals},
	{&hogs_4_long, gil_threads, {5}, SWEEP, FOR_CONVOY, .variants = long_intervals},
	{&hogs_0, thread, {1}, SWEEP, FOR_CONVOY},
	{&hogs_1, thread, {2}, SWEEP, FOR_CONVOY | FOR_REQUESTS},
	{&hogs_2, thread, {3}, SWEEP, FOR_CONVOY},
	{&hogs_1, gil_thread, {2}, SWEEP, FOR_GIL_DESIGNS, .variants = designs},
	{&hogs_2, gil_thread, {3}, SWEEP, FOR_GIL_DESIGNS, .variants = designs},
	{&gil_sleep, waiting, {32}, SWEEP, FOR_GIL_IO},
	{&gil_http, waiting, {32}, SWEEP, FOR_GIL_IO},
	{&gil_count, one_cpu_pools, {4}, SWEEP, FOR_GIL_ONE_CPU, .variants = one_cpu},
	{&gil_sleep, one_cpu_threads, {32}, SWEEP, FOR_GIL_ONE_CPU, .variants = one_cpu},
	{.work = NULL},
};
