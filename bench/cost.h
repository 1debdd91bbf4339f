#ifndef BENCH_COST_H
#define BENCH_COST_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/statistics.h"

struct runner;
struct summary;

/* a median with its interval, which is nan where there is none */
struct estimate {
	double value, low, high;
};

/* What a task costs by itself, whatever it does; nan where it was not measured. */
struct cost {
	const char *runner;
	struct estimate make_s;   /* to make a task, do nothing in it, and end it */
	struct estimate switch_s; /* to hand over from one task to another that waits for it */
	double touched_bytes;     /* memory of a task that waits */
	double kernel_bytes;      /* ... and what the kernel has for it beside that */
	size_t rounds;            /* fewest that a time here rests on; 0 if there is none */
};

/* by the campaign's cells that are for it, and by its limits or its cells for memory */
struct cost cost_find(const struct summary *, const struct runner *);

/* whether anything is known */
bool cost_known(const struct cost *);

#endif
