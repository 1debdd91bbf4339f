#ifndef WORKLOADS_WORKLOAD_H
#define WORKLOADS_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The class of work that a lesson speaks of. */
enum bound {
	NO_WORK,   /* nothing at all: what is left is the runner's own cost */
	CPU_BOUND, /* a task computes all the time */
	IO_BOUND,  /* a task waits most of the time */
	MIXED,     /* a task does as much of both as its parameters say */
};

/* of UNIT_DURATION */
#define MILLISECOND UINT64_C(1000000)
#define SECOND UINT64_C(1000000000)

enum unit {
	UNIT_COUNT,    /* a plain number */
	UNIT_DURATION, /* nanoseconds; people write 100ms, 20us, 2s */
	UNIT_SIZE,     /* bytes; people write 64KiB */
	UNIT_CHOICE,   /* one of `choices`; the number is its index */
	UNIT_TEXT,     /* as written */
};

/* What a user may set about a workload: an option, a key in the records. */
struct parameter {
	const char *name;
	enum unit unit;
	const char *preset;   /* the default, as people write it */
	const char *summary;  /* one line, for --help and `convoy list` */
	uint64_t least, most; /* of a number: what is allowed, if most is not 0 */
	/* Says where the work is done, not what it is: setup makes it unless the user gives it,
	 * and two runs that differ only here are the same cell. */
	bool place;
	const char *const *choices; /* for UNIT_CHOICE; ends with NULL */
};

/* What a parameter was set to: a number in its unit's base, or a text. */
struct value {
	uint64_t number;
	char *text; /* owned by whoever holds the value; NULL unless UNIT_TEXT */
};

/* A run's values are those of its workload's parameters, in their order; behind the last one's the workload may have
 * some of its own, all together PARAMETERS_MAX at most; and the very last is the address of what its tasks
 * share. */
enum { PARAMETERS_MAX = 7, SHARED = PARAMETERS_MAX, VALUES };

/* What a run came to, as a count: not the work that was asked for, but what the lesson is about, as of
 * updates that were lost. */
struct outcome {
	const char *
		name; /* a constant, a key in the records: of under 24 characters, as in "updates_lost" */
	uint64_t count;
};

enum { OUTCOMES_MAX = 4 };

struct request_log;

/*
 * A fixed amount of work, cut into equal tasks, independent unless it says that
 * they are together. A task is ordinary blocking C. A workload knows nothing of threads, processes or
 * coroutines: a runner decides who does which task, and what happens when it
 * blocks.
 */
struct workload {
	const char *name;    /* what the user types */
	const char *summary; /* one line, for `convoy list` */
	enum bound bound;
	size_t tasks;         /* how many, unless the user says */
	size_t stack_bytes;   /* what a task needs of stack, with what it calls */
	bool together;        /* tasks wait for each other: all must be in flight */
	bool meets_in_kernel; /* they do so in calls of the kernel, where no lock of ours can tell */
	const struct parameter *parameters; /* ends with a NULL name; at most PARAMETERS_MAX */
	/* what they share, whatever they are: so much, and so much more for each; it is there, all zero, from before
	 * setup until after teardown, at workload_shared(). Who cannot say it here lets setup make it */
	size_t shared_bytes, shared_bytes_each;

	/* make, before the run's clocks start, what the tasks need, and put it into the values: into those of places,
	 * or behind the last parameter's, which are the workload's own; what it puts into that of SHARED is
	 * of shared_new (shared.h), and need not be given back. 0, or -1 with errno set and, where errno cannot
	 * say it, workload_reason, and nothing else is left; optional */
	int (*setup)(struct value *, size_t tasks);
	/* undo setup; optional */
	void (*teardown)(struct value *);
	/* do task i; the result depends on i and the values alone. 0, or -1 as setup */
	int (*task)(const struct value *, size_t i, uint64_t *result);
	/* nanoseconds below which physics lets no task finish; optional */
	uint64_t (*least_ns)(const struct value *);
	/* after a run whose tasks have ended: what those that answer requests were seen to do by who makes them; waits
	 * until that is known. Lives until teardown; NULL if it is known elsewhere. Who has it makes a load for each
	 * run, which a campaign does not share among its cells; optional */
	const struct request_log *(*requests)(const struct value *);
	/* after a run whose tasks have all been done: what it came to, always the same names in the same order, at most
	 * OUTCOMES_MAX; behind the last the name stays NULL. 0, or -1 with workload_reason if the counts show that the
	 * run has failed. Who has it is set up for each run, so that no run counts what another one did; optional */
	int (*outcomes)(const struct value *, struct outcome *, size_t tasks);
};

/* every workload, in the order of the charts; ends with NULL */
extern const struct workload *const workloads[];

/* the workload of that name, or NULL */
const struct workload *workload_find(const char *name);

/* "CPU-bound", "IO-bound", "mixed", "no work" */
const char *bound_name(enum bound);

/* Why the last task or setup of this thread failed, if errno cannot say it; "" otherwise. */
extern _Thread_local char workload_reason[160];

/* What the last `outcomes` of this thread has to say in words, beside its counts; "" otherwise. */
extern _Thread_local char workload_note[256];

/* put a reason into workload_reason and return -1; errno becomes EPROTO */
int workload_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* 0 if a count is what was due, else -1 with workload_reason, such as "3 of 4 pages were parsed" */
int workload_require(uint64_t is, uint64_t due, const char *what);

/* make what a run of so many tasks needs, as the workload says: 0, or -1 as its setup, and then nothing is left */
int workload_set_up(const struct workload *, struct value[static VALUES], size_t tasks);

/* undo that */
void workload_tear_down(const struct workload *, struct value[static VALUES]);

/* what the tasks of a run share */
static inline void *
workload_shared(const struct value *values)
{
	return (void *)(uintptr_t)values[SHARED].number;
}

/* a number that looks random and depends on its input alone (the finaliser of splitmix64,
 * Steele et al. 2014): spreads task results, so that a checksum notices any that is wrong */
static inline uint64_t
scramble(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

#endif
