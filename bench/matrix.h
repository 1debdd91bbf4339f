#ifndef BENCH_MATRIX_H
#define BENCH_MATRIX_H

#include <stddef.h>

struct plan;
struct plan_request;

/* add the cells of the request's preset, which must be one of presets, to an empty plan; 0, or
 * -1 after a complaint */
int matrix_fill(struct plan *, const struct plan_request *);

#endif
