/*
 * soak [COROUTINES] [SECONDS]: coroutines that do blocking calls by chance, for so
 * long on each loop. Every call must come to what it should; and when all is
 * over, the process has no more than before.
 *
 * A process cannot have as many descriptors as coroutines: who needs some takes
 * one of so many places, for which most of them are parked.
 */
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/loop.h"
#include "runners/park.h"
#include "runners/runner.h"
#include "tests/soak_act.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

/* sanitizers keep what is given back for a while, and TSan's threads are few */
#if defined(__SANITIZE_THREAD__)
enum { COROUTINES = 500, SLEEPERS = 500, KEEPS = 1 };
#elif defined(__SANITIZE_ADDRESS__)
enum { COROUTINES = 2000, SLEEPERS = 10000, KEEPS = 1 };
#else
enum { COROUTINES = 2000, SLEEPERS = 10000, KEEPS = 0 };
#endif

enum { REPEATS = 4, SECONDS = 2, ACTS_MOST = 16, RARE_MOST = 100, PLACES_MOST = 2000 };
enum { STACK_BYTES = 64 << 10, SLACK_BYTES = 2 << 20 };
enum { MANY_DESCRIPTORS = 2 * PLACES_MOST * SOAK_DESCRIPTORS };

static size_t coroutines = COROUTINES;
static double seconds = SECONDS;

/* what the processes of a run share */
static struct {
	_Atomic uint32_t places; /* that are free */
	atomic_int rare;         /* how many of the rare acts may still be */
	atomic_size_t done[ACTS_MOST];
	uint64_t end_ns;
} * shared;

/* a place, or false if none is free for a while */
static bool
place_take(struct dice *d)
{
	const uint64_t deadline = clock_ns() + dice_throw(d, 1000000000);

	do {
		uint32_t free_ = atomic_load(&shared->places);

		while (free_ > 0)
			if (atomic_compare_exchange_weak(&shared->places, &free_, free_ - 1))
				return true;
	} while (park(&shared->places, 0, deadline) == 0 || errno != ETIMEDOUT);
	return false;
}

static void
place_give(void)
{
	atomic_fetch_add(&shared->places, 1);
	wake(&shared->places, 1);
}

static size_t
choose(struct dice *d)
{
	unsigned all = 0;
	unsigned thrown;
	size_t k = 0;

	for (size_t a = 0; soak_acts[a].name; a++)
		all += soak_acts[a].weight;
	for (thrown = (unsigned)dice_throw(d, all); thrown >= soak_acts[k].weight; k++)
		thrown -= soak_acts[k].weight;
	return k;
}

static int
act(struct dice *d)
{
	const size_t k = choose(d);
	const struct soak_act *a = &soak_acts[k];
	int status;

	if (a->rare && atomic_fetch_sub(&shared->rare, 1) <= 0)
		return 0;
	if (a->opens && !place_take(d))
		return 0;
	status = a->act(d);
	if (a->opens)
		place_give();
	atomic_fetch_add(&shared->done[k], 1);
	return status;
}

static int
soaked(const struct value *values, size_t i, uint64_t *result)
{
	struct dice d = {.state = scramble(i)};

	(void)values;
	while (clock_ns() < shared->end_ns)
		if (act(&d) != 0)
			return -1;
	*result = scramble(i);
	return 0;
}

/* one sleep of any length up to 50 ms */
static int
sleeper(const struct value *values, size_t i, uint64_t *result)
{
	struct dice d = {.state = scramble(i)};

	(void)values;
	*result = scramble(i);
	return soak_acts[0].act(&d);
}

/* whether each of so many tasks was done once, and came to what it should */
static bool
run(const char *runner, int (*task)(const struct value *, size_t, uint64_t *), size_t tasks)
{
	static const struct value values[VALUES];
	const struct workload workload = {.name = "soak", .task = task};
	struct job job = {.workload = &workload,
	                  .values = values,
	                  .in_flight = tasks,
	                  .processes = 2,
	                  .threads = 2,
	                  .stack_bytes = STACK_BYTES,
	                  .tally = tally_new(tasks)};
	size_t right = 0;

	if (!job.tally)
		return false;
	if (runner_run(runner_find(runner), &job) != 0)
		fprintf(stderr, "# %s: %s\n", strerror(errno), job.tally->reason);
	for (size_t i = 0; i < tasks; i++)
		right += job.tally->task[i].done == 1 && job.tally->task[i].result == scramble(i);
	tally_free(job.tally);
	return right == tasks;
}

/* without what libc has got back and keeps */
static size_t
resident_bytes(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	size_t pages = 0;

	malloc_trim(0);
	if (!file || fscanf(file, "%*u %zu", &pages) != 1)
		pages = 0;
	if (file)
		fclose(file);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* what must be the same afterwards as it was */
static void
repeat(const char *name, const char *runner, double duration_s)
{
	struct belongings before = belongings_now();
	size_t resident[REPEATS];
	size_t right = 0;

	memset(shared->done, 0, sizeof shared->done);
	for (int k = 0; k < REPEATS; k++) {
		atomic_store(&shared->rare, RARE_MOST / REPEATS);
		shared->end_ns = clock_ns() + (uint64_t)(duration_s / REPEATS * 1e9);
		right += run(runner, soaked, coroutines);
		resident[k] = resident_bytes();
	}
	ok(right == REPEATS, "%s: every one of %zu is right", name, coroutines);
	ok(belongings_are(&before), "%s: no more descriptors, threads, children", name);
	if (!KEEPS)
		ok(resident[REPEATS - 1] < resident[1] + SLACK_BYTES,
		   "%s: no more memory (%zu KiB, %zu KiB before)",
		   name,
		   resident[REPEATS - 1] >> 10,
		   resident[1] >> 10);
	for (size_t k = 0; soak_acts[k].name; k++)
		ok(shared->done[k] > 0,
		   "%s: %s, %zu times",
		   name,
		   soak_acts[k].name,
		   shared->done[k]);
}

static void
on(const struct loop_engine *engine)
{
	char name[40];

	loop_choice = engine;
	ok(run("coroutine", sleeper, SLEEPERS),
	   "%s: %d sleep, none too short",
	   engine->name,
	   SLEEPERS);
	repeat(engine->name, "coroutine", seconds);
	snprintf(name, sizeof name, "hybrid, %s", engine->name);
	repeat(name, "hybrid", seconds / 2);
}

/* descriptors, as many as may be, and what all know */
static int
prepare(void)
{
	struct rlimit files;
	FILE *file = tmpfile();

	for (size_t k = 0; k < SOAK_NOISE; k++)
		soak_noise[k] = (unsigned char)scramble(k);
	for (size_t k = 0; file && k < SOAK_FILE_PARTS; k++)
		if (fwrite(soak_noise, SOAK_NOISE, 1, file) != 1)
			return -1;
	if (!file || fflush(file) != 0 || getrlimit(RLIMIT_NOFILE, &files) != 0)
		return -1;
	fsync(fileno(file));
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	soak_file = fileno(file);
	shared->places = files.rlim_cur > MANY_DESCRIPTORS
	                         ? PLACES_MOST
	                         : (uint32_t)(files.rlim_cur / SOAK_DESCRIPTORS / 2);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		coroutines = strtoul(argv[1], NULL, 10);
	if (argc > 2)
		seconds = strtod(argv[2], NULL);
	signal(SIGPIPE, SIG_IGN);
	trial_deadline(60 + 10 * (unsigned)seconds);
	shared = shared_memory(sizeof *shared);
	if (prepare() != 0) {
		perror("soak");
		return 1;
	}
	trial_loops(on);
	return done_testing();
}
