#include "bench/statistics.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>

#include "tests/tap.h"

/* Answers worked out by hand or with exact integer arithmetic. */

static int
near(double value, double expected)
{
	return fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected));
}

/* 1, 2, ..., n in an order that is not sorted, so that a value tells its rank. */
static void
shuffle(double *ranks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ranks[i] = (double)(i % 2 ? n - i / 2 : i / 2 + 1);
}

static void
test_median(void)
{
	const double odd[] = {9, 1, 5}, even[] = {4, 1, 9, 2}, ties[] = {7, 7, 7, 1};
	const double broken[] = {1, NAN, 2};

	ok(median(odd, 3) == 5, "the median of an odd number of values is the middle one");
	ok(odd[0] == 9 && odd[1] == 1, "the values stay as they were");
	ok(median(even, 4) == 3, "the median of an even number is midway between the middle ones");
	ok(median(ties, 4) == 7, "ties do not matter to the median");
	ok(median(odd, 1) == 9, "the median of one value is that value");
	ok(isnan(median(odd, 0)), "no values have no median");
	ok(isnan(median(broken, 3)), "a nan leaves no median");
}

static void
test_quantile(void)
{
	double ranks[100];

	shuffle(ranks, 100);
	values_sort(ranks, 100);
	ok(ranks[0] == 1 && ranks[49] == 50 && ranks[99] == 100, "values are sorted upwards");
	ok(quantile(ranks, 100, 0.5) == 50, "the quantile 0.5 of 1..100 is the observed 50");
	ok(quantile(ranks, 100, 0.07) == 7, "rounding of 0.07 * 100 does not reach the next rank");
	ok(quantile(ranks, 100, 0.071) == 8, "a share between two ranks takes the upper one");
	ok(quantile(ranks, 100, 0) == 1, "the quantile 0 is the minimum");
	ok(quantile(ranks, 100, 1) == 100, "the quantile 1 is the maximum");
	ok(isnan(quantile(ranks, 0, 0.5)), "no values have no quantile");
	ok(isnan(quantile(ranks, 100, 1.1)), "there is no quantile above 1");
	ok(isnan(quantile(ranks, 100, NAN)), "there is no quantile nan");
}

static void
test_percentiles(void)
{
	struct percentiles p;
	double ranks[200];

	shuffle(ranks, 200);
	ok(latency_percentiles(ranks, 200, &p) == 0, "200 latencies have percentiles");
	ok(p.p50 == 100 && p.p90 == 180 && p.p99 == 198 && p.max == 200 && p.n == 200,
	   "they are 100, 180, 198, 200 for 1..200");
	ok(ranks[1] == 200, "the latencies stay as they were");
	shuffle(ranks, 100);
	latency_percentiles(ranks, 100, &p);
	ok(p.p99 == 99 && p.max == 100, "100 latencies are enough for a p99");
	shuffle(ranks, 99);
	latency_percentiles(ranks, 99, &p);
	ok(isnan(p.p50) && isnan(p.p90) && isnan(p.p99), "99 latencies give no percentile");
	ok(p.max == 99, "but a maximum");
	errno = 0;
	ok(latency_percentiles(ranks, 0, &p) == -1 && errno == EDOM, "no latencies are refused");
}

static void
test_ranks(void)
{
	static const struct {
		size_t n;
		double alpha;
		double low, high, confidence;
	} cases[] = {
		{6, 0.05, 1, 6, 0.96875},
		{7, 0.05, 1, 7, 0.984375},
		{8, 0.05, 1, 8, 0.9921875},
		{9, 0.05, 2, 8, 0.9609375},
		{10, 0.05, 2, 9, 0.978515625},
		{20, 0.05, 6, 15, 0.958610534667969},
		{30, 0.05, 10, 21, 0.957226054742336},
		{50, 0.05, 18, 33, 0.967160862435731},
		{20, 0.00125, 3, 18, 0.999597549438477},
		{6, 0.03125, 1, 6, 0.96875},
		{2, 0.5, 1, 2, 0.5},
		{3, 0.99, 1, 3, 0.75},
		{4, 0.99, 2, 3, 0.375},
	};
	double ranks[50];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct interval interval;

		shuffle(ranks, cases[i].n);
		median_interval(ranks, cases[i].n, cases[i].alpha, &interval);
		ok(interval.low == cases[i].low && interval.high == cases[i].high &&
		           near(interval.confidence, cases[i].confidence) &&
		           interval.n == cases[i].n,
		   "%zu values at %g: ranks %g to %g, confidence %.4f",
		   cases[i].n,
		   cases[i].alpha,
		   cases[i].low,
		   cases[i].high,
		   cases[i].confidence);
	}
}

static void
test_interval_of_many(void)
{
	static double ranks[5000];
	struct interval interval;

	shuffle(ranks, 1000);
	median_interval(ranks, 1000, 0.05, &interval);
	ok(interval.low == 469 && interval.high == 532, "1000 values: ranks 469 to 532");
	ok(near(interval.confidence, 0.95370880264), "1000 values: confidence 0.9537");
	shuffle(ranks, 5000);
	median_interval(ranks, 5000, 0.05, &interval);
	ok(interval.low == 2431 && interval.high == 2570, "5000 values: ranks 2431 to 2570");
	ok(near(interval.confidence, 0.950684141896), "5000 values: confidence 0.9507");
}

static void
test_interval_refusals(void)
{
	const double values[] = {1, 2, 3, 4, 5, NAN}, ties[] = {2, 2, 2, 2, 2, 3};
	struct interval interval;

	errno = 0;
	ok(median_interval(values, 5, 0.05, &interval) == -1 && errno == EDOM,
	   "5 values have no interval at 5 %%");
	errno = 0;
	ok(median_interval(values, 0, 0.05, &interval) == -1 && errno == EDOM, "nor have none");
	errno = 0;
	ok(median_interval(values, 6, 0.05, &interval) == -1 && errno == EDOM, "a nan is refused");
	ok(median_interval(values, 5, 0, &interval) == -1, "an alpha of 0 is refused");
	ok(median_interval(values, 5, 1, &interval) == -1, "an alpha of 1 is refused");
	ok(median_interval(values, 5, NAN, &interval) == -1, "an alpha of nan is refused");
	ok(median_interval(ties, 6, 0.05, &interval) == 0 && interval.low == 2 &&
	           interval.high == 3,
	   "ties make an interval no wider");
}

static void
test_rounds_needed(void)
{
	ok(rounds_needed(0.05) == 6, "5 %% needs 6 rounds");
	ok(rounds_needed(0.03125) == 6, "exactly 1/32 needs 6 rounds");
	ok(rounds_needed(0.0312) == 7, "a little less needs 7");
	ok(rounds_needed(0.01) == 8, "1 %% needs 8 rounds");
	ok(rounds_needed(0.05 / 40) == 11, "5 %% over 40 comparisons needs 11 rounds");
	ok(rounds_needed(0) == SIZE_MAX && rounds_needed(NAN) == SIZE_MAX,
	   "certainty needs them all");
}

static void
test_line(void)
{
	const double x[] = {1, 10, 100, 1000, 10000}, flat[] = {4, 4, 4, 4, 4};
	double y[5];
	struct line line;

	for (int i = 0; i < 5; i++)
		y[i] = 2e6 + 8192 * x[i];
	ok(line_fit(x, y, 5, &line) == 0 && near(line.base, 2e6) && near(line.slope, 8192) &&
	           near(line.r2, 1),
	   "an exact line is found");
	y[4] *= 1.01;
	line_fit(x, y, 5, &line);
	ok(fabs(line.base / 2e6 - 1) < 0.01 && fabs(line.slope / 8192 - 1) < 0.02,
	   "1 %% more at the largest count moves the base by less than 1 %%");
	ok(line.r2 > 0.99 && line.r2 < 1, "and shows in r2");
	ok(line_fit(x, flat, 5, &line) == 0 && line.slope == 0 && line.base == 4 && isnan(line.r2),
	   "a flat line explains nothing");
	errno = 0;
	ok(line_fit(x, y, 1, &line) == -1 && errno == EDOM, "one point is refused");
	ok(line_fit(flat, y, 5, &line) == -1, "so are points above each other");
	y[2] = 0;
	ok(line_fit(x, y, 5, &line) == -1, "and a value of 0");
}

int
main(void)
{
	test_median();
	test_quantile();
	test_percentiles();
	test_ranks();
	test_interval_of_many();
	test_interval_refusals();
	test_rounds_needed();
	test_line();
	return done_testing();
}
