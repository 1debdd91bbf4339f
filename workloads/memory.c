/*
 * Whose memory it is that tasks change, and who sees it. Each task adds one to a
 * number, which lies
 *
 * global: in a variable of the program. Threads and coroutines share it; a forked
 *   process has a copy, and what it changes there the parent never sees.
 * thread-local: in a variable of which each thread has its own. The coroutines of
 *   one thread share that.
 * shared: in a dictionary, behind a lock, in memory that processes share: its
 *   entries go down to 0 under every model, or the run fails.
 *
 * Who sees what is the outcome; a task's result is its index.
 */
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "runners/blocking.h"
#include "workloads/guard.h"
#include "workloads/workload.h"

enum { WHERE };
enum { GLOBAL, THREAD_LOCAL, DICTIONARY };

enum { ENTRIES = 4 };

struct entry {
	char key[8];
	_Atomic uint64_t left; /* read, then written, under the guard */
};

/* what all see, under every model */
struct board {
	size_t tasks;
	struct guard guard;
	struct entry entries[ENTRIES];
	_Atomic uint64_t seen_most; /* by any task, right after it added one */
};

static _Atomic uint64_t global;
static _Thread_local uint64_t own;

static const char *const keys[ENTRIES] = {"pears", "plums", "figs", "nuts"};

static int
change_global(struct board *board, size_t i, uint64_t *seen)
{
	(void)board, (void)i;
	*seen = atomic_fetch_add_explicit(&global, 1, memory_order_relaxed) + 1;
	return 0;
}

static int
change_own(struct board *board, size_t i, uint64_t *seen)
{
	(void)board, (void)i;
	*seen = ++own;
	return 0;
}

static struct entry *
entry_find(struct board *board, const char *key)
{
	for (size_t k = 0; k < ENTRIES; k++)
		if (strcmp(board->entries[k].key, key) == 0)
			return &board->entries[k];
	return NULL;
}

static uint64_t
taken(const struct board *board)
{
	uint64_t left = 0;

	for (size_t k = 0; k < ENTRIES; k++)
		left += atomic_load_explicit(&board->entries[k].left, memory_order_relaxed);
	return board->tasks - left;
}

static int
change_shared(struct board *board, size_t i, uint64_t *seen)
{
	const char *key = keys[i % ENTRIES];
	struct entry *entry;
	uint64_t left;

	if (guard_enter(&board->guard) != 0)
		return -1;
	entry = entry_find(board, key);
	if (!entry)
		return guard_leave(&board->guard, workload_fail("there is no entry %s", key));
	left = atomic_load_explicit(&entry->left, memory_order_relaxed);
	checkpoint();
	atomic_store_explicit(&entry->left, left - 1, memory_order_relaxed);
	*seen = taken(board);
	return guard_leave(&board->guard, 0);
}

static int (*const changes[])(struct board *, size_t i, uint64_t *seen) = {
	[GLOBAL] = change_global,
	[THREAD_LOCAL] = change_own,
	[DICTIONARY] = change_shared,
};

static void
note_seen(struct board *board, uint64_t seen)
{
	uint64_t most = atomic_load(&board->seen_most);

	while (seen > most && !atomic_compare_exchange_weak(&board->seen_most, &most, seen))
		;
}

static int
memory_task(const struct value *values, size_t i, uint64_t *result)
{
	struct board *board = workload_shared(values);
	uint64_t seen;

	if (changes[values[WHERE].number](board, i, &seen) != 0)
		return -1;
	note_seen(board, seen);
	*result = scramble(i);
	return 0;
}

static int
memory_setup(struct value *values, size_t tasks)
{
	struct board *board = workload_shared(values);

	board->tasks = tasks;
	guard_init(&board->guard, SYNC_MUTEX);
	for (size_t k = 0; k < ENTRIES; k++) {
		snprintf(board->entries[k].key, sizeof board->entries[k].key, "%s", keys[k]);
		board->entries[k].left = tasks / ENTRIES + (k < tasks % ENTRIES);
	}
	global = 0;
	own = 0;
	return 0;
}

/* what the thread sees that began the run */
static uint64_t
seen_afterwards(const struct value *values)
{
	switch (values[WHERE].number) {
	case GLOBAL:
		return global;
	case THREAD_LOCAL:
		return own;
	default:
		return taken(workload_shared(values));
	}
}

/* what the counts say, where there was something to share */
static const char *
lesson(uint64_t where, uint64_t seen, uint64_t most, size_t tasks)
{
	if (seen == tasks)
		return where == THREAD_LOCAL ? "all tasks ran on the thread that began the run, "
		                               "and shared what is "
		                               "its own"
		                             : "all tasks changed the same memory";
	if (most > 1)
		return where == THREAD_LOCAL ? "tasks that ran on one thread shared what is its own"
		                             : "tasks of one process shared its copy, which the "
		                               "parent does not see";
	return where == THREAD_LOCAL ? "each task had a thread, and so a variable of its own"
	                             : "each task changed its own process's copy, which the parent "
	                               "does not see";
}

static int
memory_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct board *board = workload_shared(values);
	const uint64_t where = values[WHERE].number;
	const uint64_t seen = seen_afterwards(values);
	const uint64_t most = board->seen_most;

	outcomes[0] = (struct outcome){"changes", tasks};
	outcomes[1] = (struct outcome){"seen_by_parent", seen};
	outcomes[2] = (struct outcome){"seen_by_a_task", most};
	if (where == DICTIONARY && seen != tasks)
		return workload_fail(
			"%" PRIu64 " of %zu were taken from the shared dictionary", seen, tasks);
	snprintf(workload_note, sizeof workload_note, "%s", lesson(where, seen, most, tasks));
	return 0;
}

static const char *const places[] = {
	[GLOBAL] = "global", [THREAD_LOCAL] = "thread-local", [DICTIONARY] = "shared", NULL};

/* clang-format off */
static const struct parameter memory_parameters[] = {
	[WHERE] = {.name = "where", .unit = UNIT_CHOICE, .preset = "global", .choices = places,
	           .summary = "where what tasks change lies; shared: a dictionary behind a lock"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_memory = {
	.name = "memory",
	.summary = "a variable that tasks change: whose memory it is, and who sees it",
	.bound = NO_WORK,
	.tasks = 100,
	.stack_bytes = 16 << 10,
	.parameters = memory_parameters,
	.shared_bytes = sizeof(struct board),
	.setup = memory_setup,
	.task = memory_task,
	.outcomes = memory_outcomes,
};
