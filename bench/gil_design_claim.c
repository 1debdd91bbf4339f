/*
 * The shapes that the designs of the lock are known for, judged by this campaign's cells.
 */
#include "bench/gil_claim.h"

#include <math.h>

#include "bench/chart.h"
#include "bench/gil_line.h"
#include "bench/row.h"
#include "bench/summary.h"

static double
rate(const struct result *r)
{
	return r ? r->median.requests_per_s : (double)NAN;
}

static enum claim_word
judge_collapse(const struct drawing *d, FILE *out)
{
	const struct result *none = claim_beside(d->summary, "gil-thread", 0);
	const struct result *two = claim_beside(d->summary, "gil-thread", 2);
	const struct result *off =
		gil_cell(d->summary, FOR_GIL_DESIGNS, "gil-thread", "off", ALONG_HOGS, 2);

	if (!none || !two || !off)
		return CLAIM_OPEN;
	fprintf(out,
	        "gil-thread: %s without hogs, %s beside two, %s beside two without a lock",
	        claim_say_rate(d, none),
	        claim_say_rate(d, two),
	        claim_say_rate(d, off));
	return rate(none) > 100 * rate(two) && rate(none) < 100 * rate(off) ? CLAIM_HOLDS
	                                                                    : CLAIM_FAILS;
}

/* requests beside so many hogs, of a design and of CPython's */
static enum claim_word
judge_rates(const struct drawing *d, const char *design, double hogs, bool more, FILE *out)
{
	const struct result *usual = claim_beside(d->summary, "gil-thread", hogs);
	const struct result *other =
		gil_cell(d->summary, FOR_GIL_DESIGNS, "gil-thread", design, ALONG_HOGS, hogs);

	if (!usual || !other)
		return CLAIM_OPEN;
	fprintf(out,
	        "%s requests with %s, %s with cpython",
	        claim_say_rate(d, other),
	        design,
	        claim_say_rate(d, usual));
	return (more ? other->low.requests_per_s > usual->high.requests_per_s
	             : other->high.requests_per_s < usual->low.requests_per_s)
	               ? CLAIM_HOLDS
	               : CLAIM_OPEN;
}

static enum claim_word
judge_priority(const struct drawing *d, FILE *out)
{
	return judge_rates(d, "priority", 1, true, out);
}

static enum claim_word
judge_unforced(const struct drawing *d, FILE *out)
{
	return judge_rates(d, "unforced", 2, false, out);
}

static enum claim_word
judge_ticks(const struct drawing *d, FILE *out)
{
	struct opinion o = {0, 0, 0};

	for (size_t threads = 2; threads <= 8; threads *= 2) {
		const struct result *usual = gil_cell(d->summary,
		                                      FOR_GIL_SCALING,
		                                      "gil-thread-pool",
		                                      "5ms",
		                                      ALONG_LIMIT,
		                                      (double)threads);
		const struct result *ticks = gil_cell(d->summary,
		                                      FOR_GIL_DESIGNS,
		                                      "gil-thread-pool",
		                                      "ticks",
		                                      ALONG_LIMIT,
		                                      (double)threads);
		struct comparison c = result_compare_runs(usual, ticks, ALPHA);

		if (!usual || !ticks)
			continue;
		opinion_consider(
			&o, c.verdict == SLOWER, c.verdict == FASTER || c.verdict == EQUAL);
		fprintf(out,
		        "%s%s slow-down with ticks, %s with cpython",
		        o.cells > 1 ? "; " : "",
		        say_gil_slowdown(d->figures, d->summary, ticks),
		        say_gil_slowdown(d->figures, d->summary, usual));
	}
	return opinion_conclude(&o);
}

/* slow-downs of GIL threads between these are what is known of them */
#define SLOWDOWN_LEAST 0.95
#define SLOWDOWN_MOST 2.0

static enum claim_word
judge_slowdown(const struct drawing *d, FILE *out)
{
	struct opinion o = {0, 0, 0};

	for (size_t threads = 2; threads <= 8; threads *= 2) {
		const struct result *r = gil_cell(d->summary,
		                                  FOR_GIL_SCALING,
		                                  "gil-thread-pool",
		                                  "5ms",
		                                  ALONG_LIMIT,
		                                  (double)threads);
		struct comparison c;

		if (!r)
			continue;
		c = gil_slowdown(d->summary, r);
		opinion_consider(
			&o,
			c.interval.low >= SLOWDOWN_LEAST && c.interval.high <= SLOWDOWN_MOST,
			c.interval.high < SLOWDOWN_LEAST || c.interval.low > SLOWDOWN_MOST);
		fprintf(out,
		        "%s%s",
		        o.cells > 1 ? ", " : "slow-down with ever more threads: ",
		        say_gil_slowdown(d->figures, d->summary, r));
	}
	return opinion_conclude(&o);
}

/* of the speed-up that all available CPUs would bring */
#define SHARE_OF_CPUS 0.9

static enum claim_word
judge_cpus(const struct drawing *d, FILE *out)
{
	const double cpus = d->summary->plan.cpus;
	const struct result *const cells[] = {
		gil_cell(d->summary, FOR_GIL_DESIGNS, "gil-thread-pool", "off", ALONG_LIMIT, cpus),
		gil_cell(d->summary, FOR_GIL_SCALING, "process-pool", "", ALONG_LIMIT, cpus)};
	struct opinion o = {0, 0, 0};

	for (size_t k = 0; k < 2; k++) {
		struct comparison c;

		if (!cells[k])
			continue;
		c = gil_speedup(d->summary, cells[k]);
		opinion_consider(&o,
		                 c.interval.low >= SHARE_OF_CPUS * cpus,
		                 c.interval.high < SHARE_OF_CPUS * cpus);
		fprintf(out,
		        "%sspeed-up of `%s` %s",
		        o.cells > 1 ? ", " : "",
		        cells[k]->planned->name,
		        say_gil_speedup(d->figures, d->summary, cells[k]));
	}
	return opinion_conclude(&o);
}

const struct gil_claim gil_design_claims[] = {
	{"Two hogs take requests down by a hundred times and more, and not without the lock",
         judge_collapse},
	{"Python 2's ticks make threads slower than today's lock does", judge_ticks},
	{"Who gave the lock up by himself and asks at once gets more requests done beside a hog",
         judge_priority},
	{"Without forced switching requests starve", judge_unforced},
	{"Threads that compute take 0.95 to 2 times as long as serial", judge_slowdown},
	{"Without the lock, and with processes, nine tenths of the CPUs are used", judge_cpus},
	{.text = NULL},
};
