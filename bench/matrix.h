#ifndef BENCH_MATRIX_H
#define BENCH_MATRIX_H

#include <stddef.h>

struct plan;
struct plan_request;

/* What is done in a row of the matrix: a workload with its parameters. */
struct work {
	const char *name; /* in the names of cells, and in charts */
	const char *workload;
	const char *settings[3][2]; /* parameters that are not the default's: name, value */
	size_t tasks;
	double serial_s; /* roughly, on a machine of today: for the estimate */
};

/* add the cells of the request's preset, which must be one of plan_presets, to an empty plan; 0, or
 * -1 after a complaint */
int matrix_fill(struct plan *, const struct plan_request *);

#endif
