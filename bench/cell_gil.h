#ifndef BENCH_CELL_GIL_H
#define BENCH_CELL_GIL_H

#include <stdbool.h>
#include <stdio.h>

struct cell;
struct gil_count;
struct record;

/* The knobs of a cell whose threads compute under one lock (runners/gil.h), and what came of it. */

/* whether the cell's runner, with its design of the lock, looks at that knob */
bool cell_has_switch_interval(const struct cell *);
bool cell_has_checkpoint_every(const struct cell *);
bool cell_has_release_on_io(const struct cell *);

/* set a knob, by its option's name and as people write it; 0, or -1 with cell_error */
int cell_gil_set(struct cell *, const char *name, const char *text);

/* check that the knobs are within bounds; 0, or -1 with cell_error */
int cell_gil_check(const struct cell *);

/* whether tasks that wait for each other cannot all get so far, as the first that waits keeps the lock: the
 * reason, or NULL */
const char *cell_gil_refusal(const struct cell *);

/* as options, those that are not as CPython has them, each after a blank */
void cell_gil_write(FILE *, const struct cell *);

/* write the knobs into the record, and what the lock saw in the run */
void cell_gil_note(struct record *, const struct cell *);
void cell_gil_count(struct record *, const struct cell *, const struct gil_count *);

#endif
