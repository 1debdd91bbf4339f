#ifndef BENCH_CELL_OPTIONS_H
#define BENCH_CELL_OPTIONS_H

#include <stddef.h>

struct cell;
struct option_row;

/* Set what the command line says of a cell: tasks, limits, stacks, the workload's parameters. 0, or an
 * exit status after a complaint: also about an option that the cell's runner has no use for */
int cell_options_read(struct cell *, const struct option_row *);

/* Confine this process to as many CPUs as the command line says, 0 if it says nothing; to be done before anything
 * counts them. 0, or an exit status after a complaint */
int cell_options_confine(const struct option_row *, size_t *cpus);

#endif
