/*
 * The oracle of the suite: every workload has the same results under every runner as under serial,
 * by one worker, by a few, and by more than there are tasks. http has a test of its own.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/cell.h"
#include "bench/measure.h"
#include "tests/tap.h"
#include "tests/trial.h"

enum { TASKS = 7, STACK_BYTES = 256 << 10, SLICE_BYTES = 64 << 10 };

static char path[] = "/var/tmp/convoy-agreement-XXXXXX";

/* small, so that it takes seconds under the sanitizers too */
static const struct {
	const char *workload, *parameter, *value;
} settings[] = {
	{"count", "iterations", "10000"}, {"prime", "n", "1000003"},
	{"gzip", "bytes", "8KiB"},        {"sha256", "bytes", "64KiB"},
	{"aes", "bytes", "64KiB"},        {"regex", "bytes", "16KiB"},
	{"file", "bytes", "64KiB"},       {"file", "path", path},
	{"sleep", "wait", "1ms"},         {"crawl", "delay", "1ms"},
	{"pipeline", "pages", "5"},       {"pipeline", "delay", "1ms"},
	{"pipeline", "passes", "1"},      {"parse", "pages", "4"},
	{"parse", "delay", "1ms"},        {"parse", "passes", "1"},
	{"database", "wait", "200us"},    {"mix", "compute", "20us"},
	{"mix", "wait", "500us"},         {"mix", "steps", "100000"},
	{"switch", "laps", "50"},         {"hogs", "duration", "20ms"},
	{"counter", "updates", "1000"},   {"event", "interval", "20ms"},
	{"event", "tries", "500"},        {"locks", "patience", "10ms"},
	{"queues", "items", "100"},       {"account", "pause", "1ms"},
	{"tickets", "read", "1ms"},       {"tickets", "write", "2ms"},
	{"poison", "compute", "2ms"},     {"poison", "requests", "5"},
	{"poison", "wait", "200us"},      {"poison", "steps", "100000"},
	{"service", "file", "1ms"},       {"service", "database", "2ms"},
	{"service", "api", "3ms"},        {"service", "numbers", "2"},
	{"service", "n", "1000003"},      {"echo", "messages", "3"},
	{"echo", "every", "1ms"},         {"futures", "wait", "1ms"},
};

static void
make_file(void)
{
	uint64_t words[SLICE_BYTES / sizeof(uint64_t)];
	int fd = mkstemp(path);
	bool made = fd >= 0;

	for (uint64_t i = 0; i < TASKS; i++) {
		for (size_t k = 0; k < sizeof words / sizeof *words; k++)
			words[k] = scramble(i * sizeof words + k);
		made = made && write(fd, words, sizeof words) == (ssize_t)sizeof words;
	}
	made = made && fsync(fd) == 0;
	if (!made) {
		perror(path);
		exit(1);
	}
	close(fd);
}

static int
set_up(struct cell *cell, const struct workload *workload, const struct runner *runner,
       size_t limit)
{
	int status = cell_init(cell, workload, runner, 2);

	cell->tasks = TASKS;
	cell->workers = cell->in_flight = limit;
	cell->stack_bytes = STACK_BYTES;
	for (size_t k = 0; k < sizeof settings / sizeof *settings; k++)
		if (strcmp(settings[k].workload, workload->name) == 0)
			status |= cell_set(cell, settings[k].parameter, settings[k].value);
	return status;
}

static void
measure_cell(struct record *r, const struct workload *workload, const struct runner *runner,
             size_t limit, enum observe observe, const char *cache)
{
	struct cell cell;

	record_init(r);
	if (set_up(&cell, workload, runner, limit) != 0 ||
	    (cache && cell_set(&cell, "cache", cache) != 0) ||
	    measure(&cell, observe, r, NULL) != 0)
		printf("# %s\n", cell_error);
	if (r->status != STATUS_OK && r->status != STATUS_SKIPPED)
		printf("# %s: %s\n", status_name(r->status), r->reason);
	cell_free(&cell);
}

static void
agree(const struct workload *workload, size_t k, size_t limit, enum observe observe,
      const char *cache)
{
	struct record base;
	struct record r;

	measure_cell(&base, workload, runner_find("serial"), 1, OBSERVE_NOTHING, NULL);
	measure_cell(&r, workload, trial_runner(k), limit, observe, cache);
	ok(base.status == STATUS_OK && r.status == STATUS_OK && strlen(r.checksum) == 16 &&
	           strcmp(r.checksum, base.checksum) == 0 && r.peak_concurrency >= 1,
	   "%s%s%s under %s, %zu at once%s: %s",
	   cache ? cache : "",
	   cache ? " " : "",
	   workload->name,
	   trial_name(k),
	   limit,
	   observe == OBSERVE_ALL ? ", observed" : "",
	   r.checksum);
	record_free(&base);
	record_free(&r);
}

/* tasks that wait for each other: all at once, or not at all */
static void
agree_together(const struct workload *workload, size_t k)
{
	struct record base;
	struct record r;
	struct record few;

	measure_cell(&base, workload, runner_find("thread"), TASKS, OBSERVE_NOTHING, NULL);
	measure_cell(&r, workload, trial_runner(k), TASKS, OBSERVE_NOTHING, NULL);
	measure_cell(&few, workload, trial_runner(k), TASKS - 1, OBSERVE_NOTHING, NULL);
	ok(few.status == STATUS_SKIPPED && strstr(few.reason, "needs 7 tasks at once"),
	   "%s under %s is skipped where not all can be in flight: %s",
	   workload->name,
	   trial_name(k),
	   few.reason);
	if (trial_runner(k)->lifecycle == ONE_WORKER)
		ok(r.status == STATUS_SKIPPED, "... and so where only one can");
	else
		ok(r.status == STATUS_OK && strcmp(r.checksum, base.checksum) == 0 &&
		           strlen(r.checksum) == 16,
		   "%s under %s, all at once: %s",
		   workload->name,
		   trial_name(k),
		   r.checksum);
	record_free(&base);
	record_free(&r);
	record_free(&few);
}

static void
agree_everywhere(const struct workload *workload)
{
	bool file = strcmp(workload->name, "file") == 0;

	for (size_t k = 0; trial_runner(k); k++) {
		if (workload->together) {
			agree_together(workload, k);
			continue;
		}
		agree(workload, k, 1, OBSERVE_NOTHING, NULL);
		agree(workload, k, 3, OBSERVE_NOTHING, NULL);
		agree(workload, k, TASKS + 4, OBSERVE_NOTHING, NULL);
		agree(workload, k, 3, OBSERVE_ALL, NULL);
		if (file)
			agree(workload, k, 3, OBSERVE_NOTHING, "cold");
	}
}

/* what a task finds, where one can say it without doing it */
static void
truth(const char *name, const char *parameter, const char *value, size_t i, uint64_t expected)
{
	const struct workload *workload = workload_find(name);
	struct cell cell;
	uint64_t result = 0;
	bool found = cell_init(&cell, workload, runner_find("serial"), 1) == 0 &&
	             cell_set(&cell, parameter, value) == 0 &&
	             workload->task(cell.values, i, &result) == 0;

	ok(found && result == expected,
	   "task %zu of %s --%s %s finds %llu",
	   i,
	   name,
	   parameter,
	   value,
	   (unsigned long long)expected);
	cell_free(&cell);
}

static void
truths(void)
{
	truth("count", "iterations", "0", 3, 3);
	truth("count", "iterations", "1", 3, 4);
	truth("count", "iterations", "4096", 0, 4096);
	truth("count", "iterations", "10_001", 5, 10006);
	truth("prime", "n", "2", 0, 2);
	truth("prime", "n", "4", 0, 2);
	truth("prime", "n", "9", 0, 3);
	truth("prime", "n", "11", 0, 11);
	truth("prime", "n", "25", 1, 5);
	truth("prime", "n", "1000003", 1, 1000003);
	truth("prime", "n", "1000006000009", 1, 1000003); /* its square: the last divisor tried */
	truth("prime", "n", "1000000000039", 2, 1000000000039);
}

int
main(void)
{
	trial_deadline(300);
	make_file();
	for (const struct workload *const *w = workloads; *w; w++)
		if (strcmp((*w)->name, "http") != 0)
			agree_everywhere(*w);
	truths();
	ok(unlink(path) == 0, "the user's own file stays");
	return done_testing();
}
