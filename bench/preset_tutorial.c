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

/* few tasks, to be looked at one by one: some compute, and some wait, two of them for each lock */
static const struct work lanes_cpu = {"lanes-cpu", "count", {{"iterations", "30000000"}}, 8, 0.2};
static const struct work lanes_lock = {"lanes-lock", "account", {{"sync", "mutex"}}, 8, 0.09};

static const char *const serial[] = {"serial", NULL};
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
	{&echo, thread_pool, {5}, SWEEP, FOR_SERVERS},
	{&echo, per_task, {500}, SWEEP, FOR_SERVERS},
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
	{&sha256, computers, {CPUS}, SWEEP, FOR_COMPUTING},
	{&aes, computers, {CPUS}, SWEEP, FOR_COMPUTING},
	{&event, models, {8}, SWEEP, 0},
	{&lanes_cpu, in_lanes, {8}, ONCE, FOR_LANES},
	{&lanes_lock, in_lanes, {8}, ONCE, FOR_LANES},
	{.work = NULL},
};
