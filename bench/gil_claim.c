/*
 * What tutorials say of a GIL, judged by this campaign's cells.
 */
#include "bench/gil_claim.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/gil_line.h"
#include "bench/result.h"
#include "bench/row.h"
#include "bench/speedup.h"
#include "bench/summary.h"

/* who hardly touches something changes its time by less than this */
#define HARDLY 0.1

enum claim_word
opinion_conclude(const struct opinion *o)
{
	if (o->fails > 0)
		return CLAIM_FAILS;
	return o->cells > 0 && o->holds == o->cells ? CLAIM_HOLDS : CLAIM_OPEN;
}

void
opinion_consider(struct opinion *o, bool holds, bool fails)
{
	o->cells++;
	o->holds += holds;
	o->fails += fails;
}

static const char *
say_ratio(const struct drawing *d, const struct result *r, const char *name,
          const struct comparison *c)
{
	return say_interval(d->figures,
	                    r->planned->name,
	                    name,
	                    FIGURE_RATIO,
	                    c->ratio,
	                    c->interval.low,
	                    c->interval.high);
}

/* the speed-ups of a pool's threads that compute, each considered */
static void
computing(const struct drawing *d, struct opinion *o, const char *runner,
          void (*opine)(struct opinion *, const struct comparison *), FILE *out)
{
	static const double threads[] = {2, 4, 8};
	const char *before = o->cells ? "; " : "speed-up with ever more threads: ";

	for (size_t k = 0; k < 3; k++) {
		const struct result *r = gil_cell(
			d->summary, FOR_GIL_SCALING, runner, "5ms", ALONG_LIMIT, threads[k]);
		struct comparison c;

		if (!r)
			continue;
		c = run_speedup(d->summary, r);
		opine(o, &c);
		fprintf(out, "%s%s", before, say_run_speedup(d->figures, d->summary, r));
		before = ", ";
	}
	if (strcmp(before, ", ") == 0)
		fprintf(out, " under %s", runner);
}

static void
no_faster(struct opinion *o, const struct comparison *c)
{
	opinion_consider(o, c->interval.high <= 1 + THRESHOLD, c->verdict == FASTER);
}

static void
slower(struct opinion *o, const struct comparison *c)
{
	opinion_consider(o, c->verdict == SLOWER, c->interval.low >= 1 / (1 + THRESHOLD));
}

static enum claim_word
judge_no_faster(const struct drawing *d, FILE *out)
{
	struct opinion o = {0, 0, 0};

	computing(d, &o, "python-thread-pool", no_faster, out);
	computing(d, &o, "gil-thread-pool", no_faster, out);
	return opinion_conclude(&o);
}

static enum claim_word
judge_slower(const struct drawing *d, FILE *out)
{
	struct opinion o = {0, 0, 0};

	computing(d, &o, "python-thread-pool", slower, out);
	computing(d, &o, "gil-thread-pool", slower, out);
	return opinion_conclude(&o);
}

static const char *const waits[] = {"gil-sleep", "gil-http"};

static enum claim_word
judge_waiting(const struct drawing *d, FILE *out)
{
	static const char *const names[] = {"python-thread", "gil-thread"};
	struct opinion o = {0, 0, 0};

	for (size_t k = 0; k < 4; k++) {
		const struct result *r = summary_find(d->summary, waits[k / 2], 32, names[k % 2]);
		struct comparison c;

		if (!r || r->status != STATUS_OK)
			continue;
		c = run_speedup(d->summary, r);
		opinion_consider(
			&o, c.verdict == FASTER, c.verdict == SLOWER || c.verdict == EQUAL);
		fprintf(out,
		        "%s%s under %s %s",
		        o.cells > 1 ? ", " : "",
		        waits[k / 2],
		        names[k % 2],
		        say_run_speedup(d->figures, d->summary, r));
	}
	return opinion_conclude(&o);
}

/* a cell with the lock over the same without it */
static bool
compare(const struct drawing *d, const struct result *without, const struct result *with,
        struct comparison *c, size_t said, FILE *out)
{
	if (!without || !with || without->status != STATUS_OK || with->status != STATUS_OK)
		return false;
	*c = result_compare_runs(without, with, ALPHA);
	fprintf(out,
	        "%s`%s` is %s as fast as `%s`",
	        said ? ", " : "",
	        with->planned->name,
	        say_ratio(d, with, "speed over that without a lock", c),
	        without->planned->name);
	return true;
}

static const struct result *
on_one_cpu(const struct summary *s, const char *work, const char *runner)
{
	for (size_t k = 0; k < s->count; k++) {
		const struct planned *p = s->results[k].planned;

		if (p->purposes & FOR_GIL_ONE_CPU && strcmp(p->work, work) == 0 &&
		    strcmp(p->cell.runner->name, runner) == 0)
			return &s->results[k];
	}
	return NULL;
}

static enum claim_word
judge_one_cpu(const struct drawing *d, FILE *out)
{
	static const char *const rows[][3] = {{"gil-cpu", "thread-pool", "gil-thread-pool"},
	                                      {"gil-sleep", "thread", "gil-thread"}};
	struct opinion o = {0, 0, 0};

	for (size_t k = 0; k < 2; k++) {
		struct comparison c;

		if (compare(d,
		            on_one_cpu(d->summary, rows[k][0], rows[k][1]),
		            on_one_cpu(d->summary, rows[k][0], rows[k][2]),
		            &c,
		            o.cells,
		            out))
			opinion_consider(
				&o, c.verdict == EQUAL, c.verdict == FASTER || c.verdict == SLOWER);
	}
	return opinion_conclude(&o);
}

const struct result *
claim_beside(const struct summary *s, const char *runner, double hogs)
{
	return gil_cell(s, FOR_CONVOY, runner, "5ms", ALONG_HOGS, hogs);
}

const char *
claim_say_rate(const struct drawing *d, const struct result *r)
{
	return say(d->figures,
	           r->planned->name,
	           "requests a second",
	           FIGURE_RATE,
	           r->median.requests_per_s);
}

static void
write_convoy(const struct drawing *d, FILE *out)
{
	const struct result *none = claim_beside(d->summary, "python-thread", 0);
	const struct result *one = claim_beside(d->summary, "python-thread", 1);

	if (none && one)
		fprintf(out,
		        "; but beside one thread that computes CPython answers requests at %s, and "
		        "at "
		        "%s without",
		        claim_say_rate(d, one),
		        claim_say_rate(d, none));
}

static enum claim_word
judge_many_cpus(const struct drawing *d, FILE *out)
{
	struct opinion o = {0, 0, 0};

	for (size_t k = 0; k < 2; k++) {
		struct comparison c;

		if (compare(d,
		            summary_find(d->summary, waits[k], 32, "thread"),
		            summary_find(d->summary, waits[k], 32, "gil-thread"),
		            &c,
		            o.cells,
		            out))
			opinion_consider(&o,
			                 c.interval.low >= 1 - HARDLY &&
			                         c.interval.high <= 1 + HARDLY,
			                 c.interval.high < 1 - HARDLY);
	}
	if (o.cells > 0)
		write_convoy(d, out);
	return opinion_conclude(&o);
}

/* that none was lost proves nothing */
static enum claim_word
judge_data(const struct drawing *d, FILE *out)
{
	struct opinion o = {0, 0, 0};

	for (size_t k = 0; k < d->summary->count; k++) {
		const struct result *r = &d->summary->results[k];
		double made = r->median.outcomes[0].count;

		if (!(r->planned->purposes & FOR_GIL_DATA) || r->status != STATUS_OK ||
		    !isfinite(made))
			continue;
		opinion_consider(&o, r->outcomes[1].sum > 0, false);
		fprintf(out,
		        "%s%s lost updates in %s of %s rounds, %s of them all at the median",
		        o.cells > 1 ? "; " : "",
		        result_runner(r),
		        say(d->figures,
		            r->planned->name,
		            "rounds with updates lost",
		            FIGURE_COUNT,
		            (double)r->outcomes[1].rounds),
		        say(d->figures,
		            r->planned->name,
		            "rounds",
		            FIGURE_COUNT,
		            (double)r->rounds),
		        say(d->figures,
		            r->planned->name,
		            "share of updates lost",
		            FIGURE_PERCENT,
		            100 * r->median.outcomes[1].count / made));
	}
	return opinion_conclude(&o);
}

const struct gil_claim gil_claims[] = {
	{"Threads that compute are no faster than serial under a GIL (`C2`)", judge_no_faster},
	{"... and slower, because of switching (`C3`)", judge_slower},
	{"What waits speeds up in threads even under a GIL (`C6`)", judge_waiting},
	{"On one CPU a GIL makes no difference (`C11`)", judge_one_cpu},
	{"On many CPUs a GIL hardly touches what waits (`C12`)", judge_many_cpus},
	{"A GIL does not make a program's own data safe (`C16`)", judge_data},
	{.text = NULL},
};
