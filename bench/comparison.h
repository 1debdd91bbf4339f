#ifndef BENCH_COMPARISON_H
#define BENCH_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/statistics.h"

/*
 * Which runner is faster, and whether that may be said.  All runners are timed once in each round;
 * the rounds must be independent of each other, while whatever the runs of one round share (a warm
 * machine, a busy neighbour) cancels in the ratios.
 *
 * Functions that return int return 0, or -1 with errno set: EDOM for data that allow no answer,
 * ENOMEM.
 */

/* The zero value claims nothing. */
enum verdict { NOT_SEPARATED, EQUAL, FASTER, SLOWER };

/* One runner against its base. */
struct comparison {
	double ratio;             /* the speed-up over the base; above 1 is faster */
	struct interval interval; /* of the ratio; low and high are nan after too few rounds */
	enum verdict verdict;
	size_t rounds;
};

/* The times of several runners at one workload: those of runner r start at times[r * rounds]. */
struct contest {
	const double *times;
	size_t runners, rounds;
};

struct winner {
	size_t first, second;         /* the runners of the least and the next median time */
	struct comparison comparison; /* of first with second as its base */
	bool claimed;                 /* first is FASTER than every other, not only than second */
};

/*
 * Judges other against base, both timed once in each of n rounds, by the median over the rounds of
 * log(base / other) and its exact interval.  A difference counts from the factor 1 + threshold on:
 * FASTER or SLOWER if the whole interval lies beyond it, EQUAL if the whole interval lies within,
 * else NOT_SEPARATED, as after fewer than rounds_needed(alpha) rounds.  Logarithms make the verdict
 * the same whichever of the two is called the base.  EDOM if a time is not positive and finite,
 * alpha not inside (0, 1), or the threshold negative.
 */
int compare_paired(const double *base, const double *other, size_t n, double alpha,
                   double threshold, struct comparison *comparison);

/* "faster", "slower", "equal", "not separated" */
const char *verdict_name(enum verdict verdict);

/*
 * The error probability of a single interval in a table of so many contenders (every runner of every
 * row counts as one), such that no wrong winner is claimed in the whole table but with probability
 * alpha.
 *
 * Why the data that choose the winner may also confirm it: call a runner a wrong winner if some
 * rival is not truly slower by the threshold.  To be claimed it must be FASTER than every rival,
 * hence than that one: its interval must lie wholly on one side, which happens with a probability of
 * at most half of the interval's own, no matter how many rivals there are (an intersection-union
 * test: R. Berger, Technometrics 24, 1982).  Summed over all contenders (Bonferroni), each with half
 * of 2 * alpha / contenders, this is alpha.  The sum covers every runner that could have been chosen,
 * so it covers the one that was.
 */
double contest_level(double alpha, size_t contenders);

/*
 * Finds the winner of a contest, one row of a table of so many contenders.  No winner can be claimed
 * in fewer than rounds_needed(contest_level(alpha, contenders)) rounds.  EDOM as for
 * compare_paired(), for fewer than two runners, and for fewer contenders than the row has runners.
 */
int contest_judge(const struct contest *contest, double alpha, size_t contenders, double threshold,
                  struct winner *winner);

#endif
