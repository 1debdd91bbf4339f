#include "bench/scalability.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>

/* What the time per unit of work is made of. */
enum { PARALLEL, SERIAL, CROSSTALK, SHARES };

/*
 * The normal equations of the relative least squares.  The columns are brought to length 1, as
 * n * (n - 1) and 1 may lie ten decades apart.
 */
struct equations {
	double gram[SHARES][SHARES];
	double right[SHARES];
	double length[SHARES];
};

static bool
is_usable(const double *workers, const double *throughputs, size_t points)
{
	size_t distinct = 0;

	for (size_t i = 0; i < points; i++) {
		size_t j = 0;

		if (!(workers[i] >= 1) || isinf(workers[i]))
			return false;
		if (!(throughputs[i] > 0) || isinf(throughputs[i]))
			return false;
		while (workers[j] != workers[i])
			j++;
		distinct += j == i;
	}
	return distinct >= SCALABILITY_POINTS;
}

static struct equations
equations_of(const double *workers, const double *throughputs, size_t points)
{
	struct equations e = {.length = {0}};

	for (size_t p = 0; p < points; p++) {
		double n = workers[p], x = throughputs[p];
		/* Divided by the measured n / x: the target is 1, the errors are relative. */
		const double row[SHARES] = {x / n, x, x * (n - 1)};

		for (int i = 0; i < SHARES; i++) {
			e.right[i] += row[i];
			for (int j = 0; j < SHARES; j++)
				e.gram[i][j] += row[i] * row[j];
		}
	}
	for (int i = 0; i < SHARES; i++)
		e.length[i] = sqrt(e.gram[i][i]);
	for (int i = 0; i < SHARES; i++) {
		e.right[i] /= e.length[i];
		for (int j = 0; j < SHARES; j++)
			e.gram[i][j] /= e.length[i] * e.length[j];
	}
	return e;
}

static bool
is_in(unsigned subset, int share)
{
	return subset >> share & 1;
}

/* Leaves a share out by making its equation say that it is 0. */
static void
equations_restrict(struct equations *e, unsigned subset)
{
	for (int i = 0; i < SHARES; i++) {
		for (int j = 0; j < SHARES; j++) {
			if (!is_in(subset, i) || !is_in(subset, j))
				e->gram[i][j] = i == j;
		}
		if (!is_in(subset, i))
			e->right[i] = 0;
	}
}

/* Elimination needs no pivoting, as the matrix is positive definite; false if it is nearly not. */
static bool
equations_solve(struct equations e, double *share)
{
	for (int k = 0; k < SHARES; k++) {
		if (e.gram[k][k] < 1e-12)
			return false;
		for (int i = k + 1; i < SHARES; i++) {
			double factor = e.gram[i][k] / e.gram[k][k];

			for (int j = k; j < SHARES; j++)
				e.gram[i][j] -= factor * e.gram[k][j];
			e.right[i] -= factor * e.right[k];
		}
	}
	for (int k = SHARES - 1; k >= 0; k--) {
		share[k] = e.right[k];
		for (int j = k + 1; j < SHARES; j++)
			share[k] -= e.gram[k][j] * share[j];
		share[k] /= e.gram[k][k];
	}
	return true;
}

/*
 * Non-negative least squares: the optimum is the plain one of some subset of the shares, and seven
 * subsets can all be tried.  False if the best has nothing but crosstalk, where lambda is infinite.
 */
static bool
shares_find(const struct equations *e, double *best)
{
	const double rounding = 1e-9;
	double most = -1;

	for (unsigned subset = 1; subset < 1U << SHARES; subset++) {
		struct equations part = *e;
		double share[SHARES], explained = 0;
		bool feasible = true;

		equations_restrict(&part, subset);
		if (!equations_solve(part, share))
			continue;
		for (int i = 0; i < SHARES; i++) {
			/* What is left by rounding is no crosstalk, and must not make a peak. */
			feasible = feasible && (!is_in(subset, i) || share[i] > rounding);
			explained += share[i] * part.right[i];
		}
		if (!feasible || explained <= most)
			continue;
		most = explained;
		for (int i = 0; i < SHARES; i++)
			best[i] = share[i] / e->length[i];
	}
	return most >= 0 && best[PARALLEL] + best[SERIAL] > 0;
}

static double
peak_of(const struct scalability *law)
{
	if (law->kappa == 0)
		return INFINITY;
	return fmax(1, sqrt((1 - law->sigma) / law->kappa));
}

static double
r2_of(const struct scalability *law, const double *workers, const double *throughputs,
      size_t points)
{
	double mean = 0, total = 0, left = 0;

	for (size_t i = 0; i < points; i++)
		mean += (throughputs[i] - mean) / (double)(i + 1);
	for (size_t i = 0; i < points; i++) {
		total += pow(throughputs[i] - mean, 2);
		left += pow(throughputs[i] - scalability_at(law, workers[i]), 2);
	}
	return total > 0 ? 1 - left / total : NAN;
}

int
scalability_fit(const double *workers, const double *throughputs, size_t points,
                struct scalability *law)
{
	struct equations e;
	double share[SHARES] = {0};

	if (!is_usable(workers, throughputs, points)) {
		errno = EDOM;
		return -1;
	}
	e = equations_of(workers, throughputs, points);
	if (!shares_find(&e, share)) {
		errno = EDOM;
		return -1;
	}
	law->lambda = 1 / (share[PARALLEL] + share[SERIAL]);
	law->sigma = share[SERIAL] * law->lambda;
	law->kappa = share[CROSSTALK] * law->lambda;
	law->peak = peak_of(law);
	law->r2 = r2_of(law, workers, throughputs, points);
	return 0;
}

double
scalability_at(const struct scalability *law, double workers)
{
	double n = workers;

	return law->lambda * n / (1 + law->sigma * (n - 1) + law->kappa * n * (n - 1));
}
