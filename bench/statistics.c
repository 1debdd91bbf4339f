#include "bench/statistics.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int
domain_error(void)
{
	errno = EDOM;
	return -1;
}

static bool
is_error_probability(double alpha)
{
	return alpha > 0 && alpha < 1;
}

static bool
is_positive(double value)
{
	return value > 0 && isfinite(value);
}

static int
value_order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void
values_sort(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), value_order);
}

/* The caller frees it; NULL with errno set if there is nothing that could be put in order. */
static double *
sorted_copy(const double *values, size_t n)
{
	double *copy;

	for (size_t i = 0; i < n; i++) {
		if (isnan(values[i])) {
			errno = EDOM;
			return NULL;
		}
	}
	if (n == 0) {
		errno = EDOM;
		return NULL;
	}
	copy = calloc(n, sizeof(*copy));
	if (!copy)
		return NULL;
	memcpy(copy, values, n * sizeof(*copy));
	values_sort(copy, n);
	return copy;
}

static double
sorted_median(const double *sorted, size_t n)
{
	if (n == 0)
		return NAN;
	return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

double
median(const double *values, size_t n)
{
	double *sorted = sorted_copy(values, n);
	double middle;

	if (!sorted)
		return NAN;
	middle = sorted_median(sorted, n);
	free(sorted);
	return middle;
}

double
quantile(const double *sorted, size_t n, double p)
{
	double rank;

	if (n == 0 || !(p >= 0 && p <= 1))
		return NAN;
	/* 0.07 * 100 is a little above 7: without the slack, rounding would move it to rank 8. */
	rank = ceil(p * (double)n * (1 - 4 * DBL_EPSILON));
	return sorted[rank < 1 ? 0 : (size_t)rank - 1];
}

/*
 * The largest k for which both tails of fewer than k heads in n throws stay within alpha, and what
 * they are; 0 if there is none.  The tails are counted in units of 2^(1-n), hence exactly while the
 * binomial coefficients are exact, and without underflow for any n.
 */
static size_t
median_rank(size_t n, double alpha, double *error)
{
	double term = 1, sum = 1;
	int exponent = 1 - (int)n;
	size_t rank = 0;

	while (ldexp(sum, exponent) <= alpha) {
		*error = ldexp(sum, exponent);
		rank++;
		term = term * (double)(n - rank + 1) / (double)rank;
		sum += term;
		if (sum > 0x1p500) {
			term = ldexp(term, -500);
			sum = ldexp(sum, -500);
			exponent += 500;
		}
	}
	return rank;
}

static bool
sorted_interval(const double *sorted, size_t n, double alpha, struct interval *interval)
{
	double error = 1;
	size_t rank = median_rank(n, alpha, &error);

	*interval = (struct interval){.low = NAN, .high = NAN, .n = n};
	if (rank == 0)
		return false;
	interval->low = sorted[rank - 1];
	interval->high = sorted[n - rank];
	interval->confidence = 1 - error;
	return true;
}

int
median_interval(const double *values, size_t n, double alpha, struct interval *interval)
{
	double *sorted;
	bool found;

	if (!is_error_probability(alpha))
		return domain_error();
	sorted = sorted_copy(values, n);
	if (!sorted)
		return -1;
	found = sorted_interval(sorted, n, alpha, interval);
	free(sorted);
	return found ? 0 : domain_error();
}

size_t
rounds_needed(double alpha)
{
	int n = 1;

	if (!(alpha > 0))
		return SIZE_MAX;
	while (ldexp(1, 1 - n) > alpha)
		n++;
	return (size_t)n;
}

int
latency_percentiles(const double *latencies, size_t n, struct percentiles *percentiles)
{
	double *sorted = sorted_copy(latencies, n);

	if (!sorted)
		return -1;
	*percentiles = (struct percentiles){NAN, NAN, NAN, .max = sorted[n - 1], .n = n};
	if (n >= PERCENTILE_SAMPLES) {
		percentiles->p50 = quantile(sorted, n, 0.50);
		percentiles->p90 = quantile(sorted, n, 0.90);
		percentiles->p99 = quantile(sorted, n, 0.99);
	}
	free(sorted);
	return 0;
}

int
line_fit(const double *x, const double *y, size_t n, struct line *line)
{
	double weight = 0, mean_x = 0, mean_y = 0, xx = 0, xy = 0, yy = 0;

	/* Updated means (West 1979) in one pass, for plain sums of squares lose their digits. */
	for (size_t i = 0; i < n; i++) {
		double w = 1 / (y[i] * y[i]);
		double dx = x[i] - mean_x, dy = y[i] - mean_y;

		if (!isfinite(x[i]) || !is_positive(y[i]))
			return domain_error();
		weight += w;
		mean_x += dx * (w / weight);
		mean_y += dy * (w / weight);
		xx += w * dx * (x[i] - mean_x);
		xy += w * dx * (y[i] - mean_y);
		yy += w * dy * (y[i] - mean_y);
	}
	if (!(xx > 0))
		return domain_error();
	line->slope = xy / xx;
	line->base = mean_y - line->slope * mean_x;
	line->r2 = yy > 0 ? xy * xy / (xx * yy) : NAN;
	return 0;
}
