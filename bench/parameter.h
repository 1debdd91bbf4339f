#ifndef BENCH_PARAMETER_H
#define BENCH_PARAMETER_H

#include <stddef.h>

#include "workloads/workload.h"

/* Parameters of workloads as people write them. */

/* the parameter of that name, or NULL */
const struct parameter *parameter_find(const struct workload *, const char *name);

/* set a value, whose text is its own, to what was written; 0, or -1 with cell_error */
int parameter_read(const struct parameter *, const char *text, struct value *);

/* a value in words: in the buffer, which holds QUANTITY_SIZE, or its own text, or a constant */
const char *parameter_write(const struct parameter *, const struct value *, char *buffer,
                            size_t size);

#endif
