/*
 * Run time while the share of computing in a task grows: where threads under
 * a GIL fall behind free ones.
 */
#include <math.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/gil_line.h"
#include "bench/result.h"
#include "bench/row.h"
#include "bench/summary.h"

extern const struct chart chart_gil_share;

static const char *const lines[] = {"serial",
                                    "thread-pool",
                                    "process-pool",
                                    "coroutine",
                                    "gil-thread-pool",
                                    "python-serial",
                                    "python-thread-pool",
                                    NULL};

static struct gil_line
find(const struct summary *s, const char *runner)
{
	return gil_line_find(s,
	                     &(struct gil_choice){.purposes = FOR_GIL_SHARE,
	                                          .runner = runner,
	                                          .along = ALONG_SHARE});
}

/* where threads under the lock fall behind free ones */
struct parting {
	struct gil_line locked, free; /* at the same shares */
	size_t apart; /* from this point on, the lock costs time at every share; count: nowhere */
	bool equal;   /* up to there it surely costs no more than the threshold */
};

static bool
find_parting(const struct summary *s, struct parting *p)
{
	*p = (struct parting){.locked = find(s, "gil-thread-pool"), .free = find(s, "thread-pool")};
	if (p->locked.count < 3 || p->locked.count != p->free.count)
		return false;
	p->equal = true;
	p->apart = p->locked.count;
	for (size_t k = p->locked.count; k-- > 0;) {
		enum verdict v =
			result_compare_runs(p->free.points[k], p->locked.points[k], ALPHA).verdict;

		if (gil_place(p->locked.points[k], ALONG_SHARE) !=
		    gil_place(p->free.points[k], ALONG_SHARE))
			return false;
		if (v == SLOWER && p->apart == k + 1)
			p->apart = k;
		else
			p->equal = p->equal && v == EQUAL;
	}
	return true;
}

static bool
gil_share_possible(const struct summary *s)
{
	struct parting p;

	return find_parting(s, &p);
}

static double
share(const struct parting *p, size_t k)
{
	return gil_place(p->locked.points[k], ALONG_SHARE);
}

static const char *
say_share(const struct drawing *d, const char *name, double per_cent)
{
	return say(d->figures, "gil_share", name, FIGURE_PERCENT, per_cent);
}

static void
gil_share_finding(const struct drawing *d, FILE *out)
{
	struct parting p;
	size_t last;
	struct comparison c;

	find_parting(d->summary, &p);
	last = p.locked.count - 1;
	c = result_compare_runs(p.locked.points[last], p.free.points[last], ALPHA);
	if (p.apart == 0)
		fprintf(out, "A GIL costs time at every share of computing");
	else if (p.apart > last && p.equal)
		fprintf(out, "A GIL costs less than 3 %%, however much a task computes");
	else if (p.apart > last)
		fprintf(out, "Whether a GIL costs time is not told here at any share of computing");
	else
		fprintf(out,
		        "%s up to %s computing; from %s on it costs time",
		        p.equal ? "A GIL costs less than 3 %" : "No cost of a GIL is told",
		        say_share(d, "together until", share(&p, p.apart - 1)),
		        say_share(d, "apart from", share(&p, p.apart)));
	fprintf(out,
	        ": at %s, %s that of free threads",
	        say_share(d, "last", share(&p, last)),
	        say_interval(d->figures,
	                     "gil_share",
	                     "locked over free",
	                     FIGURE_RATIO,
	                     c.ratio,
	                     c.interval.low,
	                     c.interval.high));
}

static void
write_line(const struct drawing *d, const char *runner, FILE *points, FILE *ends, double *high)
{
	struct gil_line line = find(d->summary, runner);

	if (line.count < 2)
		return;
	for (size_t k = 0; k < line.count; k++) {
		const struct result *r = line.points[k];

		fprintf(points,
		        "%s\t%g\t%.6g\t%.6g\t%.6g\n",
		        runner,
		        gil_place(r, ALONG_SHARE),
		        r->median.run_s * 1e3,
		        r->low.run_s * 1e3,
		        r->high.run_s * 1e3);
		*high = fmax(*high, fmax(r->median.run_s, r->high.run_s) * 1e3);
		if (k + 1 == line.count)
			fprintf(ends,
			        "%s\t%g\t%.6g\t%s\n",
			        runner,
			        gil_place(r, ALONG_SHARE),
			        r->median.run_s * 1e3,
			        say_run(d->figures, r));
	}
}

static int
gil_share_write(const struct drawing *d)
{
	FILE *points = chart_file(d, "gil_share.tsv");
	FILE *ends = chart_file(d, "gil_share-end.tsv");
	FILE *words =
		chart_words(d,
	                    &chart_gil_share,
	                    "Run time of the same tasks, without start-up, while the share of "
	                    "computing in a task grows: medians with 95 % intervals. Dashed: "
	                    "CPython itself.");
	struct parting p;
	double high = 0;

	if (!points || !ends || !words || !find_parting(d->summary, &p))
		return -1;
	fprintf(points, "runner\tshare\trun_ms\tlow\thigh\n");
	fprintf(ends, "runner\tshare\trun_ms\ttext\n");
	for (const char *const *runner = lines; *runner; runner++)
		write_line(d, *runner, points, ends, &high);
	fprintf(words, "SHARES = '");
	for (size_t k = 0; k < p.locked.count; k++)
		fprintf(words, "%s%g", k ? " " : "", share(&p, k));
	fprintf(words,
	        "'\nYMAX = %.5g\nSAME = %g\nAPART = %g\n",
	        high * 1.06,
	        p.apart > 0 && p.apart < p.locked.count ? share(&p, p.apart - 1) : -1.0,
	        p.apart < p.locked.count ? share(&p, p.apart) : -1.0);
	return chart_done(points) | chart_done(ends) | chart_done(words);
}

const struct chart chart_gil_share = {
	.name = "gil_share",
	.heading = "From waiting to computing under a GIL",
	.alt = "run time over the share of a task that is computing, for threads under a GIL, free "
	       "threads, processes, coroutines and CPython",
	.caveat = "Where the lines part depends on the length of a task, on the number of threads "
		  "and on that of CPUs.",
	.possible = gil_share_possible,
	.finding = gil_share_finding,
	.write = gil_share_write,
};
