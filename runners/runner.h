#ifndef RUNNERS_RUNNER_H
#define RUNNERS_RUNNER_H

#include <stdbool.h>
#include <stddef.h>

#include "runners/tally.h"

struct crew;
struct gil_knobs;
struct program;
struct value;
struct workload;

/* One run: all tasks of one workload, under one runner. */
struct job {
	const struct workload *workload;
	const struct value *values;    /* the workload's parameters */
	size_t workers;                /* of a pool: how many, at least 1 */
	size_t in_flight;              /* tasks begun and not done: at most so many, at least 1 */
	size_t processes, threads;     /* of a grid: threads in each process; at least 1 */
	size_t stack_bytes;            /* of each thread or coroutine; 0: the system's default */
	const struct gil_knobs *gil;   /* of a lock; NULL: the preset, or there is none */
	const struct program *program; /* as the runner's */
	const char *program_path;      /* which one; NULL: program->preset */
	const char *model;             /* as the runner's */
	struct tally *tally;           /* which task is next, and what came out */
};

/* Pool and worker per task are different designs, never rows of one name. */
enum lifecycle {
	ONE_WORKER,      /* one task after the other */
	POOL,            /* `workers` workers, made once, pull tasks */
	WORKER_PER_TASK, /* a worker is made for a task; at most `in_flight` live at once */
};

/*
 * A concurrency model: how a job's workers are started, who does which task,
 * and what happens when a task blocks. A runner never looks at what a task does.
 */
struct runner {
	const char *name;    /* what the user types */
	const char *summary; /* one line, for `convoy list` */
	enum lifecycle lifecycle;
	bool stacks;          /* workers get stacks of job->stack_bytes; else the system's */
	bool grid;            /* has job->processes, with job->threads in each */
	bool loop;            /* waits in an event loop, of the engine loop_choice */
	bool gil;             /* computes under a lock of job->gil */
	bool switch_interval; /* ... or under another whose interval can be set */
	const struct crew
		*crew; /* what the workers of its tasks' pools are; NULL: there are none */
	/* of an external runner: whose tasks another program does, which knows the workloads by their
	 * names and not by their functions; NULL: this one */
	const struct program *program;
	const char *model; /* what it tells the program of how the tasks shall be done */

	/* do every task once, and reap every worker; the tally's gate opens when the first workers
	 * exist. 0, or -1 with errno set and the reason in the tally when a task or worker failed: then no
	 * more tasks are begun, and those that are begun end in their own time, unless their workers
	 * are processes, which are killed */
	int (*run)(const struct job *);
};

/* what the workers of pools can be (runners/pool/): threads, those that enter the GIL of the run, processes,
 * and coroutines */
extern const struct crew crew_thread, crew_gil_thread, crew_process, crew_coroutine;

/* every runner, the baseline first; ends with NULL */
extern const struct runner *const runners[];

/* the runner of that name, or NULL */
const struct runner *runner_find(const char *name);

/* do the job under that runner: as its run, with its crew for the pools that tasks make */
int runner_run(const struct runner *, const struct job *);

/* what every worker of every runner does with a task: 0, or -1 when it failed (the tally knows) */
int task_do(const struct job *, size_t i);

/* what every worker of a pool does: tasks, until none are left or one failed; 0 or -1 as task_do */
int tasks_pull(const struct job *);

#endif
