#include "bench/scalability.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>

#include "tests/tap.h"

enum { POINTS = 8 };

static const double workers[POINTS] = {1, 2, 3, 4, 8, 16, 32, 64};

static int
near(double value, double expected, double tolerance)
{
	return fabs(value - expected) <= tolerance;
}

static void
fill(double *throughputs, double lambda, double sigma, double kappa)
{
	const struct scalability law = {.lambda = lambda, .sigma = sigma, .kappa = kappa};

	for (int i = 0; i < POINTS; i++)
		throughputs[i] = scalability_at(&law, workers[i]);
}

static void
test_law(void)
{
	const struct scalability law = {.lambda = 100, .sigma = 0.5, .kappa = 0.25};

	ok(scalability_at(&law, 1) == 100, "one worker reaches lambda");
	ok(scalability_at(&law, 3) == 300 / 3.5, "three pay twice sigma and six times kappa");
}

static void
test_exact(double lambda, double sigma, double kappa)
{
	double x[POINTS], peak = kappa > 0 ? fmax(1, sqrt((1 - sigma) / kappa)) : INFINITY;
	struct scalability law;

	fill(x, lambda, sigma, kappa);
	ok(scalability_fit(workers, x, POINTS, &law) == 0 && near(law.lambda / lambda, 1, 1e-9) &&
	           near(law.sigma, sigma, 1e-9) && near(law.kappa, kappa, 1e-9),
	   "exact data give back lambda %g, sigma %g, kappa %g",
	   lambda,
	   sigma,
	   kappa);
	ok(law.peak == peak || near(law.peak / peak, 1, 1e-6), "and the peak %g", peak);
	ok(near(law.r2, 1, 1e-9) || isnan(law.r2), "with an r2 of 1");
}

/* Uniform in [-1, 1), the same in every run (S. Vigna's splitmix64). */
static double
noise(void)
{
	static uint64_t state = 1;
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (double)((z ^ z >> 31) >> 11) * 0x1p-52 - 1;
}

static void
test_noisy(void)
{
	double x[POINTS];
	struct scalability law;
	int found = 0, within = 0;
	const int trials = 1000;

	for (int t = 0; t < trials; t++) {
		fill(x, 2500, 0.08, 0.0004);
		for (int i = 0; i < POINTS; i++)
			x[i] *= 1 + 0.03 * noise();
		if (scalability_fit(workers, x, POINTS, &law))
			continue;
		found += near(law.lambda / 2500, 1, 0.05) && near(law.sigma, 0.08, 0.02) &&
		         near(law.kappa, 0.0004, 0.0002) && law.r2 > 0.95;
		within += law.sigma >= 0 && law.sigma <= 1 && law.kappa >= 0;
	}
	ok(found > 0.95 * trials,
	   "3 %% of noise leaves the parameters close (%d of %d)",
	   found,
	   trials);
	ok(within == trials, "and never out of their bounds");
}

static void
test_bounds(void)
{
	double x[POINTS];
	struct scalability law;

	for (int i = 0; i < POINTS; i++)
		x[i] = 10 * pow(workers[i], 1.1);
	ok(scalability_fit(workers, x, POINTS, &law) == 0 && law.sigma == 0 && law.kappa == 0,
	   "more than linear speed-up gives no negative contention");
	ok(law.peak == INFINITY, "and no peak");
	for (int i = 0; i < POINTS; i++)
		x[i] = 10 / sqrt(workers[i]);
	ok(scalability_fit(workers, x, POINTS, &law) == 0 && law.sigma <= 1 && law.kappa > 0,
	   "throughput that only falls keeps sigma at 1 or below");
	ok(law.peak >= 1, "and the peak at one worker or more");
}

static void
test_order(void)
{
	const double some[] = {16, 2, 2, 8, 4, 16}, scale = 1e6;
	struct scalability law, scaled, truth = {.lambda = 50, .sigma = 0.1, .kappa = 0.01};
	double x[6], y[6];

	for (int i = 0; i < 6; i++) {
		x[i] = scalability_at(&truth, some[i]) * (1 + 0.01 * i);
		y[i] = x[i] * scale;
	}
	ok(scalability_fit(some, x, 6, &law) == 0 && near(law.lambda, 50, 3),
	   "repeated and unsorted counts without 1 worker are enough");
	scalability_fit(some, y, 6, &scaled);
	ok(near(scaled.lambda / law.lambda, scale, 1e-3) && near(scaled.sigma, law.sigma, 1e-9) &&
	           near(scaled.kappa, law.kappa, 1e-9),
	   "the unit of throughput changes lambda alone");
}

static void
test_refusals(void)
{
	const double three[] = {1, 2, 4, 4, 2, 1}, below[] = {0, 1, 2, 3, 4, 5};
	const double broken[] = {0, -1, NAN, INFINITY};
	double x[POINTS];
	struct scalability law;

	fill(x, 10, 0.1, 0.01);
	ok(scalability_fit(workers, x, 4, &law) == 0, "4 points are enough");
	errno = 0;
	ok(scalability_fit(workers, x, 3, &law) == -1 && errno == EDOM, "3 points are refused");
	ok(scalability_fit(workers, x, 0, &law) == -1, "so are none");
	ok(scalability_fit(three, x, 6, &law) == -1, "so are 6 points at 3 distinct counts");
	ok(scalability_fit(below, x, 6, &law) == -1, "so are 0 workers");
	for (int i = 0; i < 4; i++) {
		x[3] = broken[i];
		errno = 0;
		ok(scalability_fit(workers, x, POINTS, &law) == -1 && errno == EDOM,
		   "a throughput of %g is refused",
		   broken[i]);
	}
}

int
main(void)
{
	test_law();
	test_exact(100, 0.05, 0.001);
	test_exact(1e-3, 0.3, 0.02);
	test_exact(1e9, 0.1, 0);
	test_exact(7, 0, 0.01);
	test_exact(7, 0, 0);
	test_exact(7, 1, 0);
	test_exact(7, 1, 0.1);
	test_noisy();
	test_bounds();
	test_order();
	test_refusals();
	return done_testing();
}
