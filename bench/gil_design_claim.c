/*
 * The shapes that the designs of the lock are known for, judged by this campaign's cells.
 */
#include "bench/gil_claim.h"

#include <math.h>

#include "bench/chart.h"
#include "bench/gil_line.h"
#include "bench/row.h"
#include "bench/speedup.h"
#include "bench/summary.h"

/* a collapse is a fall by so many times; who has less than this share of the usual starves */
#define COLLAPSE 100
#define STARVED 0.5

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
	if (none->low.requests_per_s > COLLAPSE * two->high.requests_per_s &&
	    none->high.requests_per_s < COLLAPSE * off->low.requests_per_s)
		return CLAIM_HOLDS;
	return none->high.requests_per_s < COLLAPSE * two->low.requests_per_s ||
	                       none->low.requests_per_s > COLLAPSE * off->high.requests_per_s
	               ? CLAIM_FAILS
	               : CLAIM_OPEN;
}

/* requests beside so many hogs: whether a design surely has more than so many times CPython's */
static enum claim_word
judge_rates(const struct drawing *d, const char *design, double hogs, double times, FILE *out)
{
	const struct result *usual = claim_beside(d->summary, "gil-thread", hogs);
	const struct result *other =
		gil_cell(d->summary, FOR_GIL_DESIGNS, "gil-thread", design, ALONG_HOGS, hogs);

	if (!usual || !other)
		return CLAIM_OPEN;
	fprintf(out,
	        "%s with %s, %s with cpython",
	        claim_say_rate(d, other),
	        design,
	        claim_say_rate(d, usual));
	if (other->low.requests_per_s > times * usual->high.requests_per_s)
		return CLAIM_HOLDS;
	return other->high.requests_per_s < times * usual->low.requests_per_s ? CLAIM_FAILS
	                                                                      : CLAIM_OPEN;
}

static enum claim_word
opposite(enum claim_word word)
{
	return word == CLAIM_HOLDS ? CLAIM_FAILS : word == CLAIM_FAILS ? CLAIM_HOLDS : word;
}

static enum claim_word
judge_priority(const struct drawing *d, FILE *out)
{
	return judge_rates(d, "priority", 1, 1, out);
}

static enum claim_word
judge_unforced(const struct drawing *d, FILE *out)
{
	return opposite(judge_rates(d, "unforced", 2, STARVED, out));
}

static enum claim_word
judge_ticks(const struct drawing *d, FILE *out)
{
	struct opinion o = {0, 0, 0};

	for (size_t threads = 2; threads <= 8; threads *= 2) {
		const struct result *usual = gil_cell(d->summary,
		                                      FOR_GIL_DESIGNS,
		                                      "gil-thread-pool",
		                                      "cpython",
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
		        say_run_slowdown(d->figures, d->summary, ticks),
		        say_run_slowdown(d->figures, d->summary, usual));
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
		c = run_slowdown(d->summary, r);
		opinion_consider(
			&o,
			c.interval.low >= SLOWDOWN_LEAST && c.interval.high <= SLOWDOWN_MOST,
			c.interval.high < SLOWDOWN_LEAST || c.interval.low > SLOWDOWN_MOST);
		fprintf(out,
		        "%s%s",
		        o.cells > 1 ? ", " : "slow-down with ever more threads: ",
		        say_run_slowdown(d->figures, d->summary, r));
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
		c = run_speedup(d->summary, cells[k]);
		opinion_consider(&o,
		                 c.interval.low >= SHARE_OF_CPUS * cpus,
		                 c.interval.high < SHARE_OF_CPUS * cpus);
		fprintf(out,
		        "%sspeed-up of `%s` %s",
		        o.cells > 1 ? ", " : "",
		        cells[k]->planned->name,
		        say_run_speedup(d->figures, d->summary, cells[k]));
	}
	return opinion_conclude(&o);
}

const struct gil_claim gil_design_claims[] = {
	{"Two hogs take requests down by a hundred times and more, and not without the lock",
         judge_collapse},
	{"Python 2's ticks make threads slower than today's lock does", judge_ticks},
	{"Who gave the lock up by himself and asks at once gets more requests done beside a hog",
         judge_priority},
	{"Without forced switching requests starve: under half as many", judge_unforced},
	{"Threads that compute take as long as serial, or up to twice as long", judge_slowdown},
	{"Without the lock, and with processes, nine tenths of the CPUs are used", judge_cpus},
	{.text = NULL},
};
