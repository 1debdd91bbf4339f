#ifndef BENCH_SCALABILITY_H
#define BENCH_SCALABILITY_H

#include <stddef.h>

/*
 * The Universal Scalability Law (N. Gunther: Guerrilla Capacity Planning, Springer 2007, chapters
 * 4 to 6): n workers that queue for one resource and agree with each other pair by pair reach
 *
 *     X(n) = lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1))
 */
struct scalability {
	double lambda; /* the throughput of one worker, in the unit of the data */
	double sigma;  /* contention: the serial share, 0 to 1; alone, this is Amdahl's law */
	double kappa;  /* coherency: the cost of agreement of each pair, at least 0 */
	double peak;   /* the workers beyond which throughput falls: inf if never, 1 if at once */
	double r2; /* of the throughputs; nan if all are equal, below 0 if the mean fits better */
};

enum { SCALABILITY_POINTS = 4 };

/*
 * Fits the law to the throughputs measured with so many workers each; repeated and unsorted worker
 * counts are welcome, and none of them needs to be 1.
 *
 * As in Gunther's own regression the unknown is the time per unit of work, n / X, in which the law
 * is linear.  Unlike there, nothing is divided by X(1), whose error would then be in every point;
 * errors count relative to the measured value, as run times scatter by a share of themselves; and
 * sigma within [0, 1] and kappa >= 0 are part of the problem, not mended afterwards: n / X is a sum
 * of a parallel, a serial (times n) and a crosstalk share (times n * (n - 1)), none negative
 * (C. Lawson, R. Hanson: Solving Least Squares Problems, 1974, chapter 23).
 *
 * 0, or -1 with errno EDOM: fewer than SCALABILITY_POINTS distinct worker counts, a count below 1,
 * a throughput that is not positive and finite, or data that no lambda describes.
 */
int scalability_fit(const double *workers, const double *throughputs, size_t points,
                    struct scalability *law);

/* The throughput that the law foretells. */
double scalability_at(const struct scalability *law, double workers);

#endif
