#ifndef BENCH_GROWTH_H
#define BENCH_GROWTH_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/statistics.h"

struct runner;
struct summary;

enum { GROWTH_POINTS_MAX = 16 };

/* A runner's peak memory by the number of tasks that wait at once. */
struct growth {
	const char *runner;
	double tasks[GROWTH_POINTS_MAX], bytes[GROWTH_POINTS_MAX];
	size_t count;
	struct line line; /* what a task adds, if it is fitted */
	bool fitted;
};

/* by the campaign's cells that are for it */
struct growth growth_find(const struct summary *, const struct runner *);

#endif
