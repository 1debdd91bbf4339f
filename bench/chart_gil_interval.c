/*
 * What handing a GIL over costs: computing over the switch interval, emulated
 * and real.
 */
#include <math.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/gil_line.h"
#include "bench/row.h"
#include "bench/speedup.h"
#include "bench/summary.h"

extern const struct chart chart_gil_interval;

static const char *const lines[] = {"gil-thread-pool", "python-thread-pool", NULL};

static struct gil_line
find(const struct summary *s, const char *runner, size_t limit)
{
	return gil_line_find(s,
	                     &(struct gil_choice){.purposes = FOR_GIL_SCALING,
	                                          .runner = runner,
	                                          .along = ALONG_INTERVAL,
	                                          .limit = limit});
}

/* the numbers of threads that have a line of several intervals, ascending; one thread hands nothing
 * over */
static size_t
find_limits(const struct summary *s, size_t *limits)
{
	struct gil_line all = gil_line_find(s,
	                                    &(struct gil_choice){.purposes = FOR_GIL_SCALING,
	                                                         .runner = lines[0],
	                                                         .along = ALONG_LIMIT,
	                                                         .interval_ms = GIL_INTERVAL_MS});
	size_t count = 0;

	for (size_t k = 0; k < all.count; k++) {
		size_t limit = all.points[k]->planned->limit;
		struct gil_line line = find(s, lines[0], limit);

		if (limit > 1 && line.count > 1 && isfinite(run_speedup(s, line.points[0]).ratio))
			limits[count++] = limit;
	}
	return count;
}

static bool
gil_interval_possible(const struct summary *s)
{
	size_t limits[GIL_POINTS_MAX] = {0};

	return find_limits(s, limits) > 0;
}

static const char *
say_interval_of(const struct drawing *d, const struct result *r)
{
	return say(d->figures,
	           r->planned->name,
	           "switch interval",
	           FIGURE_SECONDS,
	           gil_place(r, ALONG_INTERVAL) / 1e3);
}

static void
gil_interval_finding(const struct drawing *d, FILE *out)
{
	size_t limits[GIL_POINTS_MAX] = {0};
	size_t count = find_limits(d->summary, limits);
	struct gil_line line = find(d->summary, lines[0], limits[count - 1]);
	const struct result *shortest = line.points[0];
	const struct result *longest = line.points[line.count - 1];
	enum verdict verdict = result_compare_runs(longest, shortest, ALPHA).verdict;

	fprintf(out,
	        "Handing a GIL over every %s makes %zu threads take %s serial's time; every %s, "
	        "%s%s",
	        say_interval_of(d, shortest),
	        limits[count - 1],
	        say_run_slowdown(d->figures, d->summary, shortest),
	        say_interval_of(d, longest),
	        say_run_slowdown(d->figures, d->summary, longest),
	        verdict == NOT_SEPARATED ? " (not separated)" : "");
}

struct files {
	FILE *points, *ends;
	double low, high; /* the range that holds all */
};

static void
write_line(const struct drawing *d, const char *runner, size_t limit, struct files *f)
{
	struct gil_line line = find(d->summary, runner, limit);

	for (size_t k = 0; k < line.count; k++) {
		struct comparison c = run_slowdown(d->summary, line.points[k]);
		double ms = gil_place(line.points[k], ALONG_INTERVAL);

		if (!isfinite(c.ratio))
			continue;
		fprintf(f->points,
		        "%zu\t%s\t%g\t%.6f\t%.6f\t%.6f\n",
		        limit,
		        runner,
		        ms,
		        c.ratio,
		        c.interval.low,
		        c.interval.high);
		f->low = fmin(f->low, fmin(c.ratio, c.interval.low));
		f->high = fmax(f->high, fmax(c.ratio, c.interval.high));
		if (k + 1 == line.count)
			fprintf(f->ends,
			        "%zu\t%s\t%g\t%.6f\t%s\n",
			        limit,
			        runner,
			        ms,
			        c.ratio,
			        say_run_slowdown(d->figures, d->summary, line.points[k]));
	}
}

static void
write_words(const struct drawing *d, const size_t *limits, size_t count, const struct files *f,
            FILE *words)
{
	struct gil_line line = find(d->summary, lines[0], limits[0]);

	fprintf(words, "LIMITS = '");
	for (size_t k = 0; k < count; k++)
		fprintf(words, "%s%zu", k ? " " : "", limits[k]);
	fprintf(words, "'\nINTERVALS = '");
	for (size_t k = 0; k < line.count; k++)
		fprintf(words, "%s%g", k ? " " : "", gil_place(line.points[k], ALONG_INTERVAL));
	fprintf(words,
	        "'\nYMIN = %.4f\nYMAX = %.4f\nPRESET = %g\n",
	        f->low - 0.03,
	        f->high + 0.02,
	        GIL_INTERVAL_MS);
}

static int
gil_interval_write(const struct drawing *d)
{
	struct files f = {
		chart_file(d, "gil_interval.tsv"), chart_file(d, "gil_interval-end.tsv"), 1, 1.05};
	FILE *words =
		chart_words(d,
	                    &chart_gil_interval,
	                    "Time of the same computing over serial's in the same language, by the "
	                    "switch interval, which is on a log scale: medians of paired rounds "
	                    "with 95 % intervals, without start-up. Dashed: CPython itself.");
	size_t limits[GIL_POINTS_MAX] = {0};
	size_t count = find_limits(d->summary, limits);

	if (!f.points || !f.ends || !words)
		return -1;
	fprintf(f.points, "limit\trunner\tinterval_ms\tslowdown\tlow\thigh\n");
	fprintf(f.ends, "limit\trunner\tinterval_ms\tslowdown\ttext\n");
	for (size_t k = 0; k < count; k++)
		for (const char *const *runner = lines; *runner; runner++)
			write_line(d, *runner, limits[k], &f);
	write_words(d, limits, count, &f, words);
	return chart_done(f.points) | chart_done(f.ends) | chart_done(words);
}

const struct chart chart_gil_interval = {
	.name = "gil_interval",
	.heading = "What handing a GIL over costs",
	.alt = "time of computing over the switch interval, a panel for each number of threads, "
	       "emulated and real",
	.caveat = "Computing alone: what a short interval gives to threads that wait is in the "
		  "next chart.",
	.possible = gil_interval_possible,
	.finding = gil_interval_finding,
	.write = gil_interval_write,
};
