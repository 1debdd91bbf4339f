#include "bench/comparison.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "tests/tap.h"

static int
near(double value, double expected)
{
	return fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected));
}

static void
fill(double *values, size_t n, double value)
{
	for (size_t i = 0; i < n; i++)
		values[i] = value;
}

enum { ROUNDS = 20 };

/* The verdict on a runner that takes 1 where its base takes `factor` in every round. */
static enum verdict
verdict_at(double factor)
{
	double base[ROUNDS], other[ROUNDS];
	struct comparison c = {.verdict = NOT_SEPARATED};

	fill(base, ROUNDS, factor);
	fill(other, ROUNDS, 1);
	compare_paired(base, other, ROUNDS, 0.05, 0.03, &c);
	return c.verdict;
}

static void
test_threshold(void)
{
	ok(verdict_at(1.031) == FASTER, "a factor just above the threshold is faster");
	ok(verdict_at(1.03) == EQUAL, "the threshold itself is still equal");
	ok(verdict_at(1.029) == EQUAL, "a factor just below is equal");
	ok(verdict_at(1) == EQUAL, "no difference is equal");
	ok(verdict_at(1 / 1.029) == EQUAL, "a factor just above the inverse is equal");
	ok(verdict_at(1 / 1.031) == SLOWER, "a factor just below the inverse is slower");
	ok(verdict_at(1 / 1.03) == EQUAL, "the inverse itself is still equal");
	ok(verdict_at(0.9705) == SLOWER, "the inverse of 1.03 is 0.9709, not 0.97");
}

static void
test_comparison(void)
{
	double base[ROUNDS], other[ROUNDS];
	struct comparison c, mirrored, drifted;

	for (int i = 0; i < ROUNDS; i++) {
		other[i] = 1;
		base[i] = 1.01 + 0.01 * ((i * 7) % ROUNDS);
	}
	ok(compare_paired(base, other, ROUNDS, 0.05, 0.03, &c) == 0, "two runners are compared");
	ok(near(c.ratio, sqrt(1.10 * 1.11)), "the ratio is the median of the ratios");
	ok(near(c.interval.low, 1.06) && near(c.interval.high, 1.15),
	   "the interval runs from the 6th to the 15th of 20 ratios");
	ok(c.verdict == FASTER && c.rounds == ROUNDS && c.interval.n == ROUNDS, "it is faster");
	compare_paired(other, base, ROUNDS, 0.05, 0.03, &mirrored);
	ok(mirrored.verdict == SLOWER && near(mirrored.ratio * c.ratio, 1) &&
	           near(mirrored.interval.low * c.interval.high, 1),
	   "the other way round it is slower by the same factors");
	compare_paired(base, other, ROUNDS, 0.05, 0.07, &c);
	ok(c.verdict == NOT_SEPARATED, "an interval across the threshold separates nothing");
	for (int i = 0; i < ROUNDS; i++) {
		base[i] *= exp(i);
		other[i] *= exp(i);
	}
	compare_paired(base, other, ROUNDS, 0.05, 0.07, &drifted);
	ok(near(drifted.ratio, c.ratio) && near(drifted.interval.low, c.interval.low) &&
	           near(drifted.interval.high, c.interval.high),
	   "what both runs of a round share changes nothing");
}

static void
test_comparison_refusals(void)
{
	double base[ROUNDS], other[ROUNDS];
	const double broken[] = {0, -1, NAN, INFINITY};
	struct comparison c;

	fill(base, ROUNDS, 2);
	fill(other, ROUNDS, 1);
	ok(compare_paired(base, other, 5, 0.05, 0.03, &c) == 0 && c.verdict == NOT_SEPARATED,
	   "5 rounds separate nothing");
	ok(near(c.ratio, 2) && isnan(c.interval.low) && isnan(c.interval.high) &&
	           c.interval.confidence == 0 && c.rounds == 5,
	   "they have a ratio, but no interval");
	ok(compare_paired(base, other, 0, 0.05, 0.03, &c) == 0 && isnan(c.ratio) &&
	           c.verdict == NOT_SEPARATED,
	   "no rounds have no ratio");
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		other[7] = broken[i];
		errno = 0;
		ok(compare_paired(base, other, ROUNDS, 0.05, 0.03, &c) == -1 && errno == EDOM,
		   "a time of %g is refused",
		   broken[i]);
	}
	ok(compare_paired(base, base, ROUNDS, 0, 0.03, &c) == -1, "an alpha of 0 is refused");
	ok(compare_paired(base, base, ROUNDS, 0.05, -0.1, &c) == -1, "so is a negative threshold");
}

static void
test_names(void)
{
	ok(!strcmp(verdict_name(FASTER), "faster"), "FASTER is faster");
	ok(!strcmp(verdict_name(SLOWER), "slower"), "SLOWER is slower");
	ok(!strcmp(verdict_name(EQUAL), "equal"), "EQUAL is equal");
	ok(!strcmp(verdict_name(NOT_SEPARATED), "not separated"), "NOT_SEPARATED is not separated");
}

static void
test_winner(void)
{
	double times[3][ROUNDS];
	const struct contest contest = {times[0], 3, ROUNDS};
	struct winner w;

	fill(times[0], ROUNDS, 1.5);
	fill(times[1], ROUNDS, 1.0);
	fill(times[2], ROUNDS, 1.2);
	ok(contest_judge(&contest, 0.05, 3, 0.03, &w) == 0, "a contest is judged");
	ok(w.first == 1 && w.second == 2, "the first has the least median, the second the next");
	ok(w.claimed && w.comparison.verdict == FASTER, "the first is the winner");
	ok(near(w.comparison.ratio, 1.2), "the second takes 1.2 times as long");
	ok(contest_judge(&contest, 0.05, 52428, 0.03, &w) == 0 && w.claimed,
	   "20 rounds bear 52428 contenders");
	ok(contest_judge(&contest, 0.05, 52429, 0.03, &w) == 0 && !w.claimed,
	   "but not one more, though the medians are as far apart");
	fill(times[2], ROUNDS, 1.02);
	contest_judge(&contest, 0.05, 3, 0.03, &w);
	ok(!w.claimed && w.comparison.verdict == EQUAL, "nobody wins where two are equal");
	fill(times[2], ROUNDS, 1.2);
	fill(times[0], 8, 0.9);
	contest_judge(&contest, 0.05, 3, 0.03, &w);
	ok(w.second == 2 && w.comparison.verdict == FASTER && !w.claimed,
	   "to beat the second is not enough where a third is not separated");
}

static void
test_winner_refusals(void)
{
	double times[2][ROUNDS];
	struct contest contest = {times[0], 2, ROUNDS};
	struct winner w;

	fill(times[0], ROUNDS, 1);
	fill(times[1], ROUNDS, 1);
	ok(contest_judge(&contest, 0.05, 2, 0, &w) == 0 && w.first == 0 && w.second == 1 &&
	           !w.claimed,
	   "a tie has no winner");
	errno = 0;
	ok(contest_judge(&contest, 0.05, 1, 0, &w) == -1 && errno == EDOM,
	   "fewer contenders than the contest itself has are refused");
	ok(contest_judge(&contest, 1, 40, 0, &w) == -1, "an alpha of 1 is refused");
	times[1][3] = INFINITY;
	ok(contest_judge(&contest, 0.05, 2, 0, &w) == -1, "an infinite time is refused");
	times[1][3] = NAN;
	ok(contest_judge(&contest, 0.05, 2, 0, &w) == -1, "a time that is missing is refused");
	contest.runners = 1;
	ok(contest_judge(&contest, 0.05, 2, 0, &w) == -1, "a runner alone cannot win");
	contest = (struct contest){times[0], 2, 0};
	ok(contest_judge(&contest, 0.05, 2, 0, &w) == -1, "nor can one in no rounds");
}

int
main(void)
{
	test_threshold();
	test_comparison();
	test_comparison_refusals();
	test_names();
	test_winner();
	test_winner_refusals();
	return done_testing();
}
