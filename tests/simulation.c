#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "bench/comparison.h"
#include "tests/tap.h"

/*
 * Holds the promises of bench/comparison.h against data whose truth is known: how often the
 * interval covers it, how often a winner is claimed among equals, and how often a real one is
 * found.  The seed is fixed and the trials are many: the outcome is both certain and telling.
 */

static uint64_t state;

/* splitmix64 by S. Vigna */
static uint64_t
random_bits(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* In (0, 1): a logarithm can be taken of it. */
static double
uniform(void)
{
	return ((double)(random_bits() >> 12) + 0.5) * 0x1p-52;
}

static double
exponential(void)
{
	return -log(uniform());
}

static double
normal(void)
{
	return sqrt(2 * exponential()) * cos(2 * M_PI * uniform());
}

/*
 * What a run takes relative to its true time.  Base and other draw from the same distribution, so
 * the median of their log-ratio is the log-ratio of their true times whatever the shape.
 */
static double
normal_noise(void)
{
	return 1 + 0.1 * normal();
}

static double
lognormal_noise(void)
{
	return exp(0.4 * normal());
}

/* Two placements of the workers, say on one socket and on two. */
static double
bimodal_noise(void)
{
	return (uniform() < 0.3 ? 1.6 : 1.0) * exp(0.02 * normal());
}

static double
quiet_noise(void)
{
	return exp(0.03 * normal());
}

/* One run in ten is disturbed, a few of them for much longer than the run itself (Pareto). */
static double
disturbed_noise(void)
{
	return quiet_noise() + (uniform() < 0.1 ? 0.05 * pow(uniform(), -1 / 1.5) : 0);
}

/* The machine gets slower and slower, with jumps: what both runs of a round see. */
static double
drift(size_t round)
{
	return (1 + 0.2 * (double)round) * (round % 7 < 3 ? 1.0 : 1.5);
}

static double
no_drift(size_t round)
{
	(void)round;
	return 1;
}

enum { ROUNDS = 20, MOST_ROUNDS = 64, MOST_RUNNERS = 8 };

static const double alpha = 0.05;

static double
coverage(size_t rounds, double (*noise)(void), double (*shared)(size_t))
{
	const double speedup = 1.1;
	const int trials = 20000;
	double base[MOST_ROUNDS], other[MOST_ROUNDS];
	int covered = 0;

	for (int t = 0; t < trials; t++) {
		struct comparison c;

		for (size_t i = 0; i < rounds; i++) {
			base[i] = speedup * shared(i) * noise();
			other[i] = shared(i) * noise();
		}
		if (compare_paired(base, other, rounds, alpha, 0.03, &c))
			continue;
		covered += c.interval.low <= speedup && speedup <= c.interval.high;
	}
	return (double)covered / trials;
}

static void
test_coverage(void)
{
	static const struct {
		const char *name;
		double (*noise)(void);
		double (*shared)(size_t);
	} cases[] = {
		{"normal", normal_noise, no_drift},
		{"log-normal", lognormal_noise, no_drift},
		{"bimodal", bimodal_noise, no_drift},
		{"heavy-tailed", disturbed_noise, no_drift},
		{"drifting", quiet_noise, drift},
	};
	/* Ranks are whole: not at every size is the exact confidence so close to 95 %. */
	static const size_t sizes[] = {12, ROUNDS, 50};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
			double share = coverage(sizes[s], cases[i].noise, cases[i].shared);

			ok(share >= 0.94 && share <= 0.98,
			   "%s data, %zu rounds: the 95 %% interval covers the truth in 94 to 98 "
			   "%% (%.2f)",
			   cases[i].name,
			   sizes[s],
			   100 * share);
		}
	}
}

/* A table of contests in which runner 0 is faster than the others, all of them equal, by `lead`. */
struct table {
	size_t rows, runners;
	double lead, threshold;
	double (*noise)(void);
};

struct outcome {
	size_t right, wrong; /* rows */
};

static struct outcome
table_judge(const struct table *table)
{
	double times[MOST_RUNNERS * ROUNDS];
	const struct contest contest = {times, table->runners, ROUNDS};
	struct outcome outcome = {0, 0};

	for (size_t row = 0; row < table->rows; row++) {
		struct winner w;

		for (size_t i = 0; i < table->runners * ROUNDS; i++) {
			double time = i < ROUNDS ? 1 : table->lead;

			times[i] = time * drift(i % ROUNDS) * table->noise();
		}
		if (contest_judge(
			    &contest, alpha, table->rows * table->runners, table->threshold, &w))
			abort();
		if (w.claimed && w.first == 0 && table->lead > 1)
			outcome.right++;
		else if (w.claimed)
			outcome.wrong++;
	}
	return outcome;
}

static void
test_equals(void)
{
	static const struct {
		const char *name;
		struct table table;
	} cases[] = {
		{"8 x 6, threshold 3 %", {8, 6, 1, 0.03, disturbed_noise}},
		{"8 x 6, no threshold", {8, 6, 1, 0, disturbed_noise}},
		{"8 x 6, bimodal, no threshold", {8, 6, 1, 0, bimodal_noise}},
		{"40 x 2, no threshold", {40, 2, 1, 0, disturbed_noise}},
	};
	const int trials = 2000;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int wrong = 0;

		for (int t = 0; t < trials; t++)
			wrong += table_judge(&cases[i].table).wrong > 0;
		ok(wrong <= alpha * trials,
		   "%s: at most 5 %% of tables of equals name a winner (%.2f)",
		   cases[i].name,
		   100.0 * wrong / trials);
	}
}

static void
test_power(void)
{
	static const struct table table = {8, 6, 1.1, 0.03, quiet_noise};
	const int trials = 500;
	size_t right = 0, wrong = 0;

	for (int t = 0; t < trials; t++) {
		struct outcome outcome = table_judge(&table);

		right += outcome.right;
		wrong += outcome.wrong;
	}
	ok((double)right > 0.5 * trials * (double)table.rows,
	   "a lead of 10 %% in 3 %% of noise is found in most contests (%.1f %%)",
	   100 * (double)right / (trials * (double)table.rows));
	ok(wrong == 0, "and never named for another runner");
}

int
main(void)
{
	state = 20;
	test_coverage();
	test_equals();
	test_power();
	return done_testing();
}
