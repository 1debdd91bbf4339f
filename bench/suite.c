/*
 * What the suite itself costs: figures for its makers, printed, never asserted.
 * Every figure is a ratio of two things measured by turns in this run: median,
 * and the least and greatest of the rounds.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench/machine.h"
#include "bench/suite.h"
#include "runners/clock.h"
#include "runners/runner.h"
#include "workloads/workload.h"

enum { ROUNDS = 15 };

extern const struct workload workload_count;
extern const struct workload workload_prime;
extern const struct workload workload_noop;

/* the same files, built without their checkpoints */
extern const struct workload workload_count_bare;
extern const struct workload workload_prime_bare;

static double
task_ns(const struct workload *w, uint64_t parameter)
{
	struct value values[VALUES] = {{.number = parameter}};
	uint64_t start = clock_ns();
	uint64_t result;

	w->task(values, 1, &result);
	return (double)(clock_ns() - start);
}

static void
checkpoint_cost(const char *what, const struct workload *with, const struct workload *without,
                uint64_t parameter)
{
	double percent[ROUNDS];

	for (size_t k = 0; k < ROUNDS; k++) {
		double a = task_ns(k % 2 ? with : without, parameter);
		double b = task_ns(k % 2 ? without : with, parameter);

		percent[k] = 100 * ((k % 2 ? a / b : b / a) - 1);
	}
	suite_print(what, percent, ROUNDS, "%", "goal: 1 % at most");
}

static double
call_ns(ssize_t (*call)(int, void *, size_t, off_t), int fd, size_t size)
{
	enum { CALLS = 20000 };
	static char buffer[1 << 16];
	uint64_t start = clock_ns();

	for (int k = 0; k < CALLS; k++)
		if (call(fd, buffer, size, 0) < 0)
			abort();
	return (double)(clock_ns() - start) / CALLS;
}

/* our pread against libc's own, on a cached file, with a size that takes about a microsecond */
static void
seam_cost(void)
{
	ssize_t (*plain)(int, void *, size_t, off_t);
	void *address = dlsym(RTLD_NEXT, "pread");
	double percent[ROUNDS];
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	size_t size = 256;

	memcpy(&plain, &address, sizeof plain);
	while (size < 1 << 16 && call_ns(plain, fd, size) < 1000)
		size *= 2;
	for (size_t k = 0; k < ROUNDS; k++) {
		double a = call_ns(k % 2 ? pread : plain, fd, size);
		double b = call_ns(k % 2 ? plain : pread, fd, size);

		percent[k] = 100 * ((k % 2 ? a - b : b - a) / 1000);
	}
	close(fd);
	suite_print("an interposed call, of one that takes 1 us",
	            percent,
	            ROUNDS,
	            "%",
	            "goal: 3 % at most");
}

static double
pool_tasks_per_s(size_t tasks, size_t workers)
{
	struct tally *t = tally_new(tasks);
	struct value none[VALUES] = {{0}};
	struct job job = {.workload = &workload_noop,
	                  .values = none,
	                  .workers = workers,
	                  .in_flight = workers,
	                  .tally = t};
	uint64_t last = 0;
	double rate;

	for (size_t i = 0; t && i < tasks; i++)
		t->task[i].end_ns = 0; /* touch the pages: OpenMP's array is touched too */
	if (!t || runner_run(runner_find("thread-pool"), &job) != 0)
		abort();
	for (size_t i = 0; i < tasks; i++)
		if (t->task[i].end_ns > last)
			last = t->task[i].end_ns;
	rate = (double)tasks / ((double)(last - t->open_ns) / 1e9);
	tally_free(t);
	return rate;
}

static void
against_openmp(void)
{
	enum { TASKS = 1000000 };
	unsigned cpus = machine_available_cpus();
	double ratio[ROUNDS];

	for (size_t k = 0; k < ROUNDS; k++) {
		double ours = k % 2 ? pool_tasks_per_s(TASKS, cpus) : 0;
		double theirs = openmp_tasks_per_s(&workload_noop, TASKS, cpus);

		if (k % 2 == 0)
			ours = pool_tasks_per_s(TASKS, cpus);
		ratio[k] = ours / theirs;
	}
	suite_print(
		"thread-pool, empty tasks/s over OpenMP's", ratio, ROUNDS, "x", "goal: 1 at least");
}

/* a number of the record of one run of our own program */
static double
run_cell(const char *program, const char *cell, const char *key)
{
	char command[4500];
	FILE *out;
	json_t *record;
	double value;

	snprintf(command, sizeof command, "'%s' run %s --observe nothing --json", program, cell);
	out = popen(command, "re");
	record = out ? json_loadf(out, 0, NULL) : NULL;
	if (out)
		pclose(out);
	value = json_number_value(json_object_get(record, key));
	json_decref(record);
	return value;
}

static void
efficiency(const char *program, const char *work, const char *runner)
{
	unsigned cpus = machine_available_cpus();
	double percent[ROUNDS];
	double steal[ROUNDS];
	char what[80];
	char serial[160];
	char parallel[160];

	snprintf(serial, sizeof serial, "%.60s serial --tasks 128", work);
	snprintf(parallel,
	         sizeof parallel,
	         "%.60s %.20s --tasks 128 --workers %u",
	         work,
	         runner,
	         cpus);
	for (size_t k = 0; k < ROUNDS; k++) {
		struct machine_moment before;
		struct machine_moment after;
		double base;

		machine_moment(&before);
		base = run_cell(program, serial, "wall_s");
		percent[k] = 100 * base / (cpus * run_cell(program, parallel, "wall_s"));
		machine_moment(&after);
		steal[k] = 1e3 * (after.steal_s - before.steal_s);
	}
	snprintf(what, sizeof what, "%s, %s: efficiency on %u CPUs", work, runner, cpus);
	suite_print(what, percent, ROUNDS, "%", "goal: 95 % at least, when quiet");
	suite_print("    CPU time stolen in such a round", steal, ROUNDS, "ms", "");
}

static void
sleepers(const char *program)
{
	double ratio[ROUNDS];
	double startup[ROUNDS];
	const char *cell = "sleep coroutine --tasks 1000 --wait 100ms";

	for (size_t k = 0; k < ROUNDS; k++) {
		ratio[k] = run_cell(program, cell, "run_s") / 0.1;
		startup[k] = 1e3 * run_cell(program, cell, "startup_s");
	}
	suite_print("1000 coroutines that sleep 100 ms: makespan",
	            ratio,
	            ROUNDS,
	            "x",
	            "goal: 1.10 at most, plus start-up");
	suite_print("    start-up", startup, ROUNDS, "ms", "");
}

int
main(int argc, char **argv)
{
	const char *program = argc > 1 ? argv[1] : "build/convoy";

	suite_heading(ROUNDS);
	checkpoint_cost("checkpoint() in count", &workload_count, &workload_count_bare, 20000000);
	checkpoint_cost(
		"checkpoint() in prime", &workload_prime, &workload_prime_bare, 112272535095293);
	seam_cost();
	against_openmp();
	efficiency(program, "prime", "thread-pool");
	efficiency(program, "prime", "process-pool");
	efficiency(program, "count", "thread-pool");
	efficiency(program, "count", "process-pool");
	sleepers(program);
	return 0;
}
