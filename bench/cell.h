#ifndef BENCH_CELL_H
#define BENCH_CELL_H

#include <jansson.h>
#include <stddef.h>

#include "runners/gil.h"
#include "runners/runner.h"
#include "workloads/workload.h"

/* One workload under one runner with given parameters: what a run measures. */
struct cell {
	const struct workload *workload;
	const struct runner *runner;
	struct value values[VALUES]; /* texts are the cell's own */
	size_t tasks;
	size_t workers;       /* of a pool */
	size_t in_flight;     /* of a runner that makes a worker per task */
	size_t processes;     /* of a grid */
	size_t threads;       /* in each of them */
	size_t stack_bytes;   /* of a thread or coroutine */
	size_t cpus;          /* that the run is confined to; 0: all that are available */
	struct gil_knobs gil; /* of a runner with such a lock, or with a switch interval */
	char *program;        /* of an external runner: the cell's own; NULL: its preset */
};

/* Why the last call here failed, in words fit for the user: what was wrong, what would be right. */
extern char cell_error[256];

/* put that into cell_error; -1 with errno EINVAL */
int cell_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* a cell of the workload's defaults, for `cpus` available CPUs; 0, or -1 with cell_error */
int cell_init(struct cell *, const struct workload *, const struct runner *, unsigned cpus);

/* set a parameter, as people write it; 0, or -1 with cell_error */
int cell_set(struct cell *, const char *name, const char *text);

/* set what belongs to the run or its runner, as people write it; the name is the option's: cpus, gil,
 * switch-interval, or that of the runner's program. 0, or -1
 * with cell_error */
int cell_set_knob(struct cell *, const char *name, const char *text);
/* name the program of an external runner; 0, or -1 with cell_error */
int cell_set_program(struct cell *, const char *path);

/* check what only the whole can show; 0, or -1 with cell_error */
int cell_check(const struct cell *);

/* give back what the cell owns */
void cell_free(struct cell *);

/* a copy with its own texts; 0, or -1 with errno set */
int cell_copy(struct cell *, const struct cell *from);

/* how many tasks the cell can have in flight at once */
size_t cell_limit(const struct cell *);

/* whether it cannot run, whatever is done: its tasks wait for each other, and its runner, limit or lock does not
 * let all be in flight. The reason, or NULL if it can run; lives until the next call */
const char *cell_refusal(const struct cell *);

/* the program that does the tasks; NULL if this one does */
const char *cell_program(const struct cell *);

/* the parameters as people write them; places are left out unless asked for. A new reference */
json_t *cell_parameters(const struct cell *, bool with_places);

/* the arguments after `convoy` that run this cell: "run sleep thread --tasks 64 ..."; a new string,
 * or NULL with errno set */
char *cell_command(const struct cell *, bool with_places);

/* what a program's path must fit into */
enum { PROGRAM_PATH_SIZE = 256 };

/* The smallest stacks: of a thread, which the system itself needs; and of a coroutine, which is
 * enough for a task that computes little and calls nothing but the seam. */
enum { STACK_BYTES_MIN = 16 << 10, COROUTINE_STACK_BYTES_MIN = 512 };

#endif
