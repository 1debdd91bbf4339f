#include "bench/comparison.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

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

/* A difference of logarithms, as the verdict must not depend on how a quotient is rounded. */
static int
log_ratios(const double *base, const double *other, size_t n, double *ratios)
{
	for (size_t i = 0; i < n; i++) {
		if (!is_positive(base[i]) || !is_positive(other[i]))
			return domain_error();
		ratios[i] = log(base[i]) - log(other[i]);
	}
	return 0;
}

static enum verdict
verdict_of(const struct interval *logs, double bound)
{
	if (logs->low > bound)
		return FASTER;
	if (logs->high < -bound)
		return SLOWER;
	if (logs->low >= -bound && logs->high <= bound)
		return EQUAL;
	return NOT_SEPARATED;
}

static int
comparison_settle(const double *ratios, double alpha, double bound, struct comparison *comparison)
{
	struct interval *interval = &comparison->interval;

	if (median_interval(ratios, comparison->rounds, alpha, interval))
		return -1;
	comparison->verdict = verdict_of(interval, bound);
	interval->low = exp(interval->low);
	interval->high = exp(interval->high);
	return 0;
}

int
compare_paired(const double *base, const double *other, size_t n, double alpha, double threshold,
               struct comparison *comparison)
{
	double *ratios;
	int result = 0;

	if (!is_error_probability(alpha) || !(threshold >= 0) || isinf(threshold))
		return domain_error();
	ratios = calloc(n + 1, sizeof(*ratios));
	if (!ratios)
		return -1;
	if (log_ratios(base, other, n, ratios)) {
		free(ratios);
		return domain_error();
	}
	*comparison = (struct comparison){.ratio = exp(median(ratios, n)), .rounds = n};
	comparison->interval = (struct interval){.low = NAN, .high = NAN, .n = n};
	if (n >= rounds_needed(alpha))
		result = comparison_settle(ratios, alpha, log(1 + threshold), comparison);
	free(ratios);
	return result;
}

const char *
verdict_name(enum verdict verdict)
{
	switch (verdict) {
	case FASTER:
		return "faster";
	case SLOWER:
		return "slower";
	case EQUAL:
		return "equal";
	case NOT_SEPARATED:
		break;
	}
	return "not separated";
}

static int
contest_rank(const struct contest *contest, struct winner *winner)
{
	double best = INFINITY, next = INFINITY;

	for (size_t r = 0; r < contest->runners; r++) {
		double time = median(contest->times + r * contest->rounds, contest->rounds);

		if (isnan(time))
			return -1;
		if (time < best) {
			next = best;
			winner->second = winner->first;
			best = time;
			winner->first = r;
		} else if (time < next) {
			next = time;
			winner->second = r;
		}
	}
	return 0;
}

double
contest_level(double alpha, size_t contenders)
{
	return 2 * alpha / (double)contenders;
}

int
contest_judge(const struct contest *contest, double alpha, size_t contenders, double threshold,
              struct winner *winner)
{
	size_t rounds = contest->rounds;
	struct winner result = {.claimed = true};
	const double *first;

	if (contest->runners < 2 || contenders < contest->runners)
		return domain_error();
	if (!is_error_probability(alpha))
		return domain_error();
	if (contest_rank(contest, &result))
		return -1;
	first = contest->times + result.first * rounds;
	for (size_t r = 0; r < contest->runners; r++) {
		const double *rival = contest->times + r * rounds;
		struct comparison c;

		if (r == result.first)
			continue;
		if (compare_paired(
			    rival, first, rounds, contest_level(alpha, contenders), threshold, &c))
			return -1;
		result.claimed = result.claimed && c.verdict == FASTER;
		if (r == result.second)
			result.comparison = c;
	}
	*winner = result;
	return 0;
}
