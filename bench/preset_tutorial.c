/*
 * The cells that show what tutorials teach: their systems at their sizes, or scaled where the originals
 * take minutes; and families of works, a chart each.
 */
#include <stddef.h>

#include "bench/plan.h"
#include "bench/preset.h"

static const struct work noop = {"noop", "noop", {{0}}, 1, 0.002};
/* what tutorials do; sleeps of 2 s and of 500 ms are made 20 ms and 50 ms, to end within minutes */
static const struct work count_10m = {"count-10M", "count", {{"iterations", "10000000"}}, 4, 0.03};
static const struct work count_100m = {
	"count-100M", "count", {{"iterations", "100000000"}}, 5, 0.36};
static const struct work prime_large = {
	"prime-15-digits", "prime", {{"n", "112272535095293"}}, 10, 0.3};
static const struct work file_small = {"file-4KiB", "file", {{"bytes", "4KiB"}}, 4, 0.002};
static const struct work sleep_100 = {"sleep-20ms", "sleep", {{"wait", "20ms"}}, 100, 2.1};
static const struct work sleep_10 = {"sleep-50ms", "sleep", {{"wait", "50ms"}}, 10, 0.5};
static const struct work http_50 = {"http-50-pages", "http", {{"delay", "20ms"}}, 50, 1.1};

/* queries of 2 ms each in the database, which for a writer is locked meanwhile */
static const struct work database_read = {
	"database-read", "database", {{"access", "read"}}, 64, 0.55};
static const struct work database_write = {
	"database-write", "database", {{"access", "write"}, {"queries", "1"}}, 64, 0.2};
static const struct work crawl = {"crawl-50-pages", "crawl", {{"limit", "10"}}, 50, 1.1};

/* a crawler that is told how many pages it may fetch at a time */
static const struct work crawls[] = {
	{"crawl-by-2", "crawl", {{"limit", "2"}}, 100, 1.05},
	{"crawl-by-5", "crawl", {{"limit", "5"}}, 100, 0.42},
	{"crawl-by-10", "crawl", {{"limit", "10"}}, 100, 0.22},
	{"crawl-by-20", "crawl", {{"limit", "20"}}, 100, 0.12},
	{"crawl-by-40", "crawl", {{"limit", "40"}}, 100, 0.12},
	{"crawl-by-80", "crawl", {{"limit", "80"}}, 100, 0.12},
};

/* ... one that has stages: a task feeds so many that fetch, and the others parse */
static const struct work pipelines[] = {
	{"pipeline-1+1", "pipeline", {{"fetchers", "1"}}, 3, 1.1},
	{"pipeline-3+1", "pipeline", {{"fetchers", "3"}}, 5, 0.4},
	{"pipeline-3+2", "pipeline", {{"fetchers", "3"}}, 6, 0.4},
	{"pipeline-6+2", "pipeline", {{"fetchers", "6"}}, 9, 0.22},
	{"pipeline-12+2", "pipeline", {{"fetchers", "12"}}, 15, 0.2},
	{"pipeline-12+4", "pipeline", {{"fetchers", "12"}}, 17, 0.16},
};

/* ... and one whose pages are parsed after all have come, or as they come */
static const struct work parse_after = {"parse-after", "parse", {{"when", "after"}}, 1, 0.09};
static const struct work parse_inside = {"parse-inside", "parse", {{"when", "inside"}}, 1, 0.07};
static const struct work parse_callback = {
	"parse-callback", "parse", {{"when", "callback"}}, 1, 0.07};

static const struct work event = {"event", "event", {{0}}, 8, 0.3};

/* a program that is started, written to, read from, and reaped */
static const struct work exec = {"exec", "exec", {{0}}, 64, 0.1};

/* what computes in libraries, at the workloads' own sizes */
static const struct work gzip = {"gzip", "gzip", {{0}}, 32, 0.7};
static const struct work sha256 = {"sha256", "sha256", {{0}}, 64, 0.2};
static const struct work aes = {"aes", "aes", {{0}}, 64, 0.3};
static const struct work regex = {"regex", "regex", {{0}}, 64, 0.15};

/* Clients of an echo server, each with ten messages; those that wait for a pool of 5 take turns. */
static const struct work echo = {
	"echo-500-clients", "echo", {{"messages", "10"}, {"every", "20ms"}}, 500, 1};
static const struct work service = {"service", "service", {{0}}, 4, 1.1};
static const struct work service_in_turn = {
	"service-in-turn", "service", {{"fan-out", "off"}}, 4, 0.1};
static const struct work service_prime = {
	"service-prime", "service", {{"numbers", "4"}, {"n", "112272535095293"}}, 16, 2.4};
static const struct work poison = {"poison", "poison", {{0}}, 32, 0.4};

/* what goes wrong with shared state without a guard, and what each guard costs */
static const struct work counters[] = {
	{"counter-none", "counter", {{"updates", "1000000"}, {"sync", "none"}}, 8, 0.1},
	{"counter-mutex", "counter", {{"updates", "1000000"}, {"sync", "mutex"}}, 8, 0.1},
	{"counter-rlock", "counter", {{"updates", "1000000"}, {"sync", "rlock"}}, 8, 0.1},
	{"counter-semaphore", "counter", {{"updates", "1000000"}, {"sync", "semaphore"}}, 8, 0.1},
	{"counter-atomic", "counter", {{"updates", "1000000"}, {"sync", "atomic"}}, 8, 0.1},
	{"counter-local", "counter", {{"updates", "1000000"}, {"sync", "local"}}, 8, 0.1},
};
static const struct work account_none = {"account-none", "account", {{"sync", "none"}}, 64, 0.65};
static const struct work account_mutex = {
	"account-mutex", "account", {{"sync", "mutex"}}, 64, 0.65};
static const struct work tickets_none = {"tickets-none", "tickets", {{"sync", "none"}}, 20, 0.6};
static const struct work tickets_mutex = {"tickets-mutex", "tickets", {{"sync", "mutex"}}, 20, 4.8};

/* what tasks wait for each other with, and what they share */
static const struct work locks[] = {
	{"locks-deadlock", "locks", {{"lesson", "deadlock"}}, 2, 0.3},
	{"locks-order", "locks", {{"lesson", "order"}}, 2, 0.1},
	{"locks-turn", "locks", {{"lesson", "turn"}}, 3, 0.1},
};
static const struct work queues = {"queues", "queues", {{0}}, 6, 0.1};
static const struct work futures = {"futures", "futures", {{0}}, 8, 0.4};
static const struct work memory_global = {
	"memory-global", "memory", {{"where", "global"}}, 100, 0.01};
static const struct work memory_shared = {
	"memory-shared", "memory", {{"where", "shared"}}, 100, 0.01};

/* few tasks, to be looked at one by one: some compute, and some wait, two of them for each lock */
static const struct work lanes_cpu = {"lanes-cpu", "count", {{"iterations", "30000000"}}, 8, 0.2};
static const struct work lanes_lock = {"lanes-lock", "account", {{"sync", "mutex"}}, 8, 0.09};

static const char *const serial[] = {"serial", NULL};
static const char *const gil_thread[] = {"gil-thread", NULL};
static const char *const thread[] = {"thread", NULL};
static const char *const thread_pool[] = {"thread-pool", NULL};
static const char *const all[] = {
	"serial", "thread", "thread-pool", "process", "process-pool", "coroutine", "hybrid", NULL};
static const char *const models[] = {"serial", "thread", "process", "coroutine", NULL};
static const char *const computers[] = {"serial", "thread-pool", "process-pool", "coroutine", NULL};
static const char *const in_lanes[] = {
	"serial", "thread", "gil-thread", "process", "coroutine", "hybrid", NULL};
static const char *const per_task[] = {"thread", "process", "coroutine", NULL};
static const char *const with_lock[] = {
	"thread", "gil-thread", "process", "coroutine", "hybrid", NULL};

const struct preset_line tutorial_lines[] = {
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

const struct preset_line family_lines[] = {
	{&noop, serial, {1}, MAIN, FOR_FLOOR},
	{&database_read, models, {16}, SWEEP, FOR_WAITING},
	{&database_write, models, {16}, SWEEP, FOR_WAITING},
	{&crawl, models, {50}, SWEEP, FOR_WAITING},
	{&exec, models, {16}, SWEEP, FOR_WAITING},
	{&gzip, computers, {CPUS}, SWEEP, FOR_COMPUTING},
	{&regex, computers, {CPUS}, SWEEP, FOR_COMPUTING},
	{&crawls[0], per_task, {100}, SWEEP, FOR_CRAWL},
	{&crawls[1], per_task, {100}, SWEEP, FOR_CRAWL},
	{&crawls[2], per_task, {100}, SWEEP, FOR_CRAWL},
	{&crawls[3], per_task, {100}, SWEEP, FOR_CRAWL},
	{&crawls[4], per_task, {100}, SWEEP, FOR_CRAWL},
	{&crawls[5], per_task, {100}, SWEEP, FOR_CRAWL},
	{&pipelines[0], per_task, {3}, SWEEP, FOR_PIPELINE},
	{&pipelines[1], per_task, {5}, SWEEP, FOR_PIPELINE},
	{&pipelines[2], per_task, {6}, SWEEP, FOR_PIPELINE},
	{&pipelines[3], per_task, {9}, SWEEP, FOR_PIPELINE},
	{&pipelines[4], per_task, {15}, SWEEP, FOR_PIPELINE},
	{&pipelines[5], per_task, {17}, SWEEP, FOR_PIPELINE},
	{&parse_after, per_task, {1}, SWEEP, FOR_PARSE},
	{&parse_inside, per_task, {1}, SWEEP, FOR_PARSE},
	{&parse_callback, per_task, {1}, SWEEP, FOR_PARSE},
	{&echo, thread_pool, {5}, SWEEP, FOR_SERVERS},
	{&echo, per_task, {500}, SWEEP, FOR_SERVERS},
	{&service_in_turn, per_task, {4}, SWEEP, FOR_SERVERS},
	{&service, per_task, {4}, SWEEP, FOR_SERVERS},
	{&poison, with_lock, {32}, SWEEP, FOR_SERVERS},
	{&counters[0], per_task, {8}, SWEEP, FOR_SHARED},
	{&counters[1], per_task, {8}, SWEEP, FOR_SHARED},
	{&counters[2], thread, {8}, SWEEP, FOR_SHARED},
	{&counters[3], thread, {8}, SWEEP, FOR_SHARED},
	{&counters[4], thread, {8}, SWEEP, FOR_SHARED},
	{&counters[5], thread, {8}, SWEEP, FOR_SHARED},
	{&account_none, per_task, {64}, SWEEP, FOR_SHARED},
	{&account_mutex, per_task, {64}, SWEEP, FOR_SHARED},
	{&tickets_none, per_task, {20}, SWEEP, FOR_SHARED},
	{&tickets_mutex, per_task, {20}, SWEEP, FOR_SHARED},
	{.work = NULL},
};

const struct preset_line tutorial_family_lines[] = {
	{&count_100m, gil_thread, {5}, SWEEP, 0},
	{&sleep_100, gil_thread, {100}, SWEEP, 0},
	{&service_prime, per_task, {16}, SWEEP, FOR_SERVERS},
	{&sha256, computers, {CPUS}, SWEEP, FOR_COMPUTING},
	{&aes, computers, {CPUS}, SWEEP, FOR_COMPUTING},
	{&event, models, {8}, SWEEP, 0},
	{&futures, models, {8}, SWEEP, 0},
	{&queues, per_task, {6}, SWEEP, 0},
	{&locks[0], per_task, {2}, SWEEP, 0},
	{&locks[1], per_task, {2}, SWEEP, 0},
	{&locks[2], per_task, {3}, SWEEP, 0},
	{&memory_global, per_task, {100}, SWEEP, 0},
	{&memory_shared, per_task, {100}, SWEEP, 0},
	{&lanes_cpu, in_lanes, {8}, ONCE, FOR_LANES},
	{&lanes_lock, in_lanes, {8}, ONCE, FOR_LANES},
	{.work = NULL},
};
