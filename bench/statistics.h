#ifndef BENCH_STATISTICS_H
#define BENCH_STATISTICS_H

#include <stddef.h>

/*
 * What may be said of repeated measurements.  Run times are skewed and have several modes, so
 * everything here rests on order statistics, never on a normal distribution, and no ratio is ever
 * averaged (T. Hoefler, R. Belli: Scientific Benchmarking of Parallel Computing Systems, SC '15,
 * rules 4 to 8).
 *
 * Functions that return int return 0, or -1 with errno set: EDOM for data that allow no answer,
 * ENOMEM.  Nothing is kept: arguments belong to the caller, results hold no pointers.
 */

/* An exact interval of the median of n values, in their unit. */
struct interval {
	double low, high;
	double confidence; /* what is reached, at least 1 - alpha; 0 where there is no interval */
	size_t n;
};

/* y = base + slope * x */
struct line {
	double base, slope;
	double r2; /* weighted as the fit is; nan if all y are the same */
};

struct percentiles {
	double p50, p90, p99; /* nan below PERCENTILE_SAMPLES */
	double max;
	size_t n;
};

/* With fewer samples, a p99 would be the maximum under another name. */
enum { PERCENTILE_SAMPLES = 100 };

/* Sorts in place, ascending.  The values must not hold a nan. */
void values_sort(double *values, size_t n);

/* The middle value or the mean of the middle two; nan, with errno set, if n is 0 or one is nan. */
double median(const double *values, size_t n);

/*
 * The least value that at least the share p of all values does not exceed (nearest rank, type 1 of
 * Hyndman and Fan 1996): always a value that was observed.  nan if n is 0 or p outside [0, 1].
 */
double quantile(const double *sorted, size_t n, double p);

/*
 * The interval between the k-th value from below and the k-th from above, with the largest k for
 * which the two binomial tails together stay within alpha: the sign test turned round (W. Conover:
 * Practical Nonparametric Statistics, 3.2; J.-Y. Le Boudec: Performance Evaluation, theorem 2.1).
 * EDOM if n is below rounds_needed(alpha), alpha is not inside (0, 1), or a value is nan.
 */
int median_interval(const double *values, size_t n, double alpha, struct interval *interval);

/* The least n that has an interval at this alpha: 6 at 5 %.  SIZE_MAX if alpha is not above 0. */
size_t rounds_needed(double alpha);

/*
 * Fits y = base + slope * x by least squares of the relative errors (weights 1 / y^2).  Task counts
 * span decades and the scatter of memory grows with memory, so plain least squares would let one
 * per cent of the largest point drown the base.  Weighted, each point has the same say: the small
 * ones set the base, the large ones the slope.  EDOM for fewer than two distinct x, or a y that is
 * not positive and finite.
 */
int line_fit(const double *x, const double *y, size_t n, struct line *line);

/* Percentiles of unsorted latencies, by nearest rank.  EDOM if n is 0 or a latency is nan. */
int latency_percentiles(const double *latencies, size_t n, struct percentiles *percentiles);

#endif
