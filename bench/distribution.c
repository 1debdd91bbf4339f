#include "bench/distribution.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* steps closer than this, up and along, are drawn as one */
static const double up = 1.0 / 1000;
static const double along = 1.004;

int
distribution_add(struct distribution *d, const double *values, size_t n)
{
	if (n == 0)
		return 0;
	if (d->count + n > d->room) {
		size_t room = 2 * (d->count + n);
		struct weighted *more = realloc(d->values, room * sizeof *more);

		if (!more)
			return -1;
		d->values = more;
		d->room = room;
	}
	for (size_t k = 0; k < n; k++)
		d->values[d->count++] = (struct weighted){values[k], 1.0 / (double)n};
	d->weight += 1;
	return 0;
}

static int
compare(const void *a, const void *b)
{
	double x = ((const struct weighted *)a)->value;
	double y = ((const struct weighted *)b)->value;

	return (x > y) - (x < y);
}

void
distribution_sort(struct distribution *d)
{
	if (d->count > 0)
		qsort(d->values, d->count, sizeof *d->values, compare);
}

double
distribution_quantile(const struct distribution *d, double p)
{
	double sum = 0;

	/* sums of fractions miss a whole number by a little */
	for (size_t k = 0; k < d->count; k++) {
		sum += d->values[k].weight;
		if (sum >= p * d->weight * (1 - 1e-9))
			return d->values[k].value;
	}
	return (double)NAN;
}

void
distribution_write(const struct distribution *d, const char *name, FILE *out)
{
	double sum = 0;
	double drawn = -1;
	double at = 0;

	for (size_t k = 0; k < d->count; k++) {
		bool last = k + 1 == d->count;
		double value = d->values[k].value;
		double share;

		sum += d->values[k].weight;
		share = sum / d->weight;
		if (!last && share - drawn < up && value < at * along)
			continue;
		fprintf(out, "%s\t%.6g\t%.6f\n", name, value, last ? 1.0 : share);
		drawn = share;
		at = value;
	}
}

void
distribution_free(struct distribution *d)
{
	free(d->values);
	*d = (struct distribution){.values = NULL};
}
