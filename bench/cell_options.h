#ifndef BENCH_CELL_OPTIONS_H
#define BENCH_CELL_OPTIONS_H

struct cell;
struct option_row;

/* Set what the command line says of a cell: tasks, limits, stacks, the workload's parameters. 0, or an
 * exit status after a complaint: also about an option that the cell's runner has no use for */
int cell_options_read(struct cell *, const struct option_row *);

#endif
