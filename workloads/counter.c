/*
 * A counter that tasks share, and how it loses updates. An update reads the
 * counter, and writes back what was read plus one; who comes between the two is
 * overwritten. Reading and writing are relaxed atomic operations, each whole by
 * itself: an update that is lost is a lesson, and no undefined behaviour. It is
 * the outcome, and not the work: so a task's result is its index.
 *
 * The counter lies in memory that processes share, and that a program in any
 * language can map from the path in --memory: 8 bytes at offset 0, an unsigned
 * number in the machine's byte order (little endian on x86-64 and aarch64), to be
 * read and written whole. It need not begin at 0.
 */
#include "runners/blocking.h"
#include "workloads/workload.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* what setup made is no parameter: it lies behind them, in a value of the workload's own */
enum { UPDATES, SYNC, PAUSE, MEMORY, SHARED };

#define SECOND UINT64_C(1000000000)

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "a lock would be another in each process");

struct shared {
	_Atomic uint64_t *counter;
	uint64_t before; /* what it was when the run began */
	int own;         /* the descriptor of our memory, -1 if it is the user's */
};

static struct shared *
shared_of(const struct value *values)
{
	return (struct shared *)(uintptr_t)values[SHARED].number;
}

/* no way through libc, where there is nothing to wait for */
static int
wait_for(const struct timespec *pause)
{
	return pause->tv_sec || pause->tv_nsec ? nanosleep(pause, NULL) : 0;
}

static int
update_unprotected(_Atomic uint64_t *counter, const struct timespec *pause)
{
	uint64_t seen = atomic_load_explicit(counter, memory_order_relaxed);
	int status;

	checkpoint();
	status = wait_for(pause);
	atomic_store_explicit(counter, seen + 1, memory_order_relaxed);
	return status;
}

/* nobody can come between, and so the wait is before */
static int
update_atomic(_Atomic uint64_t *counter, const struct timespec *pause)
{
	int status = wait_for(pause);

	checkpoint();
	atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
	return status;
}

enum { SYNC_NONE, SYNC_ATOMIC };

static const char *const syncs[] = {[SYNC_NONE] = "none", [SYNC_ATOMIC] = "atomic", NULL};

/* What one update does. Only an unprotected one may be lost. */
static int (*const updates[])(_Atomic uint64_t *counter, const struct timespec *pause) = {
	[SYNC_NONE] = update_unprotected,
	[SYNC_ATOMIC] = update_atomic,
};

static int
counter_task(const struct value *values, size_t i, uint64_t *result)
{
	_Atomic uint64_t *counter = shared_of(values)->counter;
	const struct timespec pause = {.tv_sec = (time_t)(values[PAUSE].number / SECOND),
	                               .tv_nsec = (long)(values[PAUSE].number % SECOND)};

	for (uint64_t k = 0; k < values[UPDATES].number; k++)
		if (updates[values[SYNC].number](counter, &pause) != 0)
			return -1;
	*result = scramble(i);
	return 0;
}

static int
counter_map(struct shared *shared, int fd)
{
	void *memory =
		mmap(NULL, sizeof *shared->counter, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (memory == MAP_FAILED)
		return -1;
	shared->counter = memory;
	shared->before = atomic_load(shared->counter);
	return 0;
}

static int
map_theirs(struct shared *shared, const char *path)
{
	struct stat status = {.st_size = 0};
	int fd = open(path, O_RDWR | O_CLOEXEC);
	int mapped = -1;

	shared->own = -1;
	if (fd < 0)
		return workload_fail("--memory %s: %s", path, strerror(errno));
	if (fstat(fd, &status) == 0 && status.st_size < (off_t)sizeof *shared->counter)
		workload_fail("--memory %s: a counter has 8 bytes, and this has %lld",
		              path,
		              (long long)status.st_size);
	else if ((mapped = counter_map(shared, fd)) != 0)
		workload_fail("--memory %s: cannot be mapped: %s", path, strerror(errno));
	close(fd);
	return mapped;
}

/* Memory without a name lives as long as this process; other processes find it by the number that its
 * descriptor has here. */
static int
map_ours(struct shared *shared, char **path)
{
	shared->own = memfd_create("convoy-counter", MFD_CLOEXEC);
	if (shared->own < 0)
		return -1;
	if (ftruncate(shared->own, sizeof *shared->counter) == 0 &&
	    counter_map(shared, shared->own) == 0) {
		if (asprintf(path, "/proc/%d/fd/%d", (int)getpid(), shared->own) >= 0)
			return 0;
		*path = NULL;
		munmap(shared->counter, sizeof *shared->counter);
	}
	close(shared->own);
	return -1;
}

static int
counter_setup(struct value *values, size_t tasks)
{
	struct shared *shared = malloc(sizeof *shared);
	int status;

	(void)tasks;
	if (!shared)
		return -1;
	status = values[MEMORY].text ? map_theirs(shared, values[MEMORY].text)
	                             : map_ours(shared, &values[MEMORY].text);
	values[SHARED].number = (uintptr_t)shared;
	if (status != 0)
		free(shared);
	return status;
}

static void
counter_teardown(struct value *values)
{
	struct shared *shared = shared_of(values);

	munmap(shared->counter, sizeof *shared->counter);
	if (shared->own >= 0) {
		close(shared->own);
		free(values[MEMORY].text);
		values[MEMORY].text = NULL;
	}
	free(shared);
}

static int
counter_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct shared *shared = shared_of(values);
	uint64_t made = tasks * values[UPDATES].number;
	uint64_t kept = atomic_load(shared->counter) - shared->before;

	outcomes[0] = (struct outcome){"updates", made};
	if (kept > made)
		return workload_fail("the counter went from %" PRIu64 " to %" PRIu64 " by %" PRIu64
		                     " updates: others write to it, too",
		                     shared->before,
		                     shared->before + kept,
		                     made);
	outcomes[1] = (struct outcome){"updates_lost", made - kept};
	if (kept == made || values[SYNC].number == SYNC_NONE)
		return 0;
	return workload_fail("%" PRIu64 " of %" PRIu64
	                     " updates were lost, and --sync %s loses none",
	                     made - kept,
	                     made,
	                     syncs[values[SYNC].number]);
}

static uint64_t
counter_least_ns(const struct value *values)
{
	return values[UPDATES].number * values[PAUSE].number;
}

static const struct parameter counter_parameters[] = {
	[UPDATES] = {.name = "updates",
                     .unit = UNIT_COUNT,
                     .preset = "100000",
                     .summary = "how often each task adds one",
                     .least = 1,
                     .most = 1000000000},
	[SYNC] = {.name = "sync",
                  .unit = UNIT_CHOICE,
                  .preset = "none",
                  .summary = "none: read, then write; atomic: both at once",
                  .choices = syncs},
	[PAUSE] = {.name = "pause",
                   .unit = UNIT_DURATION,
                   .preset = "0",
                   .summary = "how long a task waits between read and write (atomic: before)",
                   .most = 10 * SECOND},
	[MEMORY] = {.name = "memory",
                    .unit = UNIT_TEXT,
                    .preset = "",
                    .summary = "a file whose first 8 bytes are the counter; made if not given",
                    .place = true},
	{.name = NULL},
};

const struct workload workload_counter = {
	.name = "counter",
	.summary = "tasks that add to one counter, and how many updates are lost",
	.bound = MIXED,
	.tasks = 8,
	.stack_bytes = 16 << 10,
	.parameters = counter_parameters,
	.setup = counter_setup,
	.teardown = counter_teardown,
	.task = counter_task,
	.least_ns = counter_least_ns,
	.outcomes = counter_outcomes,
};
