#ifndef BENCH_FOREST_H
#define BENCH_FOREST_H

#include <stdio.h>

#include "bench/comparison.h"

struct chart;
struct drawing;
struct result;

/* The data of a chart of speed-ups, drawn by plots/overview.gp: groups, in each a ratio with its interval for every
 * runner. */
struct forest {
	FILE *rows, *words;
	double low, high; /* the range that holds all */
	int groups;
};

/* begin; 0, or -1 with errno set */
int forest_begin(struct forest *, const struct drawing *, const struct chart *,
                 const char *subtitle);

/* a row of the group that is being made: its name, what serial takes, a runner and what it comes to */
void forest_row(struct forest *, const char *group, const char *serial, const struct result *,
                const struct comparison *, const char *text);

/* what follows belongs to the next group */
void forest_next(struct forest *);

/* end; 0, or -1 if anything went wrong */
int forest_end(struct forest *);

#endif
