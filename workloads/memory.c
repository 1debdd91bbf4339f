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
#include <stdatomic.h>
#include <stdio.h>

#include "workloads/dictionary.h"
#include "workloads/gauge.h"
#include "workloads/workload.h"

enum { WHERE };
enum { GLOBAL, THREAD_LOCAL, DICTIONARY };

/* what all see, under every model */
struct board {
	struct dictionary dictionary;
	_Atomic uint64_t seen_most; /* by any task, right after it added one */
};

static _Atomic uint64_t global;
static _Thread_local uint64_t own;

static int
change(struct board *board, uint64_t where, size_t i, uint64_t *seen)
{
	if (where == DICTIONARY)
		return dictionary_take(&board->dictionary, i, seen);
	*seen = where == GLOBAL ? atomic_fetch_add(&global, 1) + 1 : ++own;
	return 0;
}

static int
memory_task(const struct value *values, size_t i, uint64_t *result)
{
	struct board *board = workload_shared(values);
	uint64_t seen;

	if (change(board, values[WHERE].number, i, &seen) != 0)
		return -1;
	peak_raise(&board->seen_most, seen);
	*result = scramble(i);
	return 0;
}

static int
memory_setup(struct value *values, size_t tasks)
{
	struct board *board = workload_shared(values);

	dictionary_fill(&board->dictionary, tasks);
	global = 0;
	own = 0;
	return 0;
}

/* what the thread sees that began the run */
static uint64_t
seen_afterwards(const struct value *values)
{
	const struct board *board = workload_shared(values);

	if (values[WHERE].number == DICTIONARY)
		return dictionary_taken(&board->dictionary);
	return values[WHERE].number == GLOBAL ? global : own;
}

/* what the counts say; most: what any task saw */
static const char *
lesson(uint64_t where, uint64_t seen, uint64_t most, size_t tasks)
{
	static const char *const words[][3] = {
		[GLOBAL] = {"all tasks changed the same memory",
	                    "tasks of one process shared its copy, which the parent does not see",
	                    "each task changed its own process's copy, which the parent does not "
	                    "see"},
		[THREAD_LOCAL] = {"all tasks ran on the thread that began the run, and shared what "
	                          "is its own",
	                          "tasks that ran on one thread shared what is its own",
	                          "each task had a thread, and so a variable of its own"},
		[DICTIONARY] = {"all tasks changed the same memory"},
	};

	return words[where][seen == tasks ? 0 : most > 1 ? 1 : 2];
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
	if (where == DICTIONARY &&
	    workload_require(seen, tasks, "were taken from the shared dictionary") != 0)
		return -1;
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
