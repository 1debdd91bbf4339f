#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <jansson.h>
#include <stdbool.h>

#include "bench/record.h"

struct cell;

/* What is watched beside the clocks. Watching costs, so timed rounds of a campaign watch nothing. */
enum observe {
	OBSERVE_NOTHING,
	OBSERVE_MEMORY, /* the process tree's memory */
	OBSERVE_ALL,    /* and what each task did when: running, waiting, ready */
};

/* Run a cell once in this process: setup, run, checks, teardown. What happened is in the record,
 * failures too; if events is not NULL it receives a new reference to the task events (see
 * results/README.md). 0, or -1 with errno set if not even a record could be made */
int measure(struct cell *, enum observe, struct record *, json_t **events);

#endif
