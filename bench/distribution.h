#ifndef BENCH_DISTRIBUTION_H
#define BENCH_DISTRIBUTION_H

#include <stddef.h>
#include <stdio.h>

/*
 * Values of several rounds as one distribution, in which every round weighs
 * the same, however many values it has. All zero is an empty one.
 */
struct distribution {
	struct weighted *values;
	size_t count, room;
	double weight; /* of all together: the rounds */
};

struct weighted {
	double value, weight;
};

/* add a round's values, which are copied; nothing if n is 0. 0, or -1 with errno set */
int distribution_add(struct distribution *, const double *values, size_t n);

/* put the values in order, once all are there: what follows needs it */
void distribution_sort(struct distribution *);

/* the least value that at least the share p of the weight does not exceed; nan if it is empty */
double distribution_quantile(const struct distribution *, double p);

/* write its steps, "<name>\t<value>\t<share>" with the share of the weight up to there, ascending:
 * not more than an eye can see on a logarithmic axis. The last one is 1 */
void distribution_write(const struct distribution *, const char *name, FILE *);

void distribution_free(struct distribution *);

#endif
