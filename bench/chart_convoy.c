/*
 * The convoy effect: what requests take beside threads that compute, by the
 * switch interval, emulated and real; and how that is distributed.
 */
#include <math.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/gil_line.h"
#include "bench/request_latency.h"
#include "bench/result.h"
#include "bench/summary.h"

extern const struct chart chart_convoy;

static const char *const runners_shown[] = {"gil-thread", "python-thread", "thread", NULL};

/* the hog-free cell, measured at one interval only, begins each line */
static struct gil_line
find(const struct summary *s, const char *runner, double interval_ms)
{
	struct gil_line line = gil_line_find(s,
	                                     &(struct gil_choice){.purposes = FOR_CONVOY,
	                                                          .runner = runner,
	                                                          .along = ALONG_HOGS,
	                                                          .interval_ms = interval_ms});
	const struct result *alone = gil_cell(s, FOR_CONVOY, runner, "5ms", ALONG_HOGS, 0);

	if (alone && line.count > 0 && gil_place(line.points[0], ALONG_HOGS) > 0 &&
	    line.count < GIL_POINTS_MAX) {
		memmove(line.points + 1, line.points, line.count++ * sizeof *line.points);
		line.points[0] = alone;
	}
	return line;
}

/* the switch intervals of that runner's cells beside one hog, ascending */
static struct gil_line
find_intervals(const struct summary *s, const char *runner)
{
	struct gil_line all = gil_line_find(s,
	                                    &(struct gil_choice){.purposes = FOR_CONVOY,
	                                                         .runner = runner,
	                                                         .along = ALONG_INTERVAL});
	struct gil_line line = {.runner = runner};

	for (size_t k = 0; k < all.count; k++)
		if (line.count == 0 ||
		    gil_place(all.points[k], ALONG_INTERVAL) >
		            gil_place(line.points[line.count - 1], ALONG_INTERVAL))
			line.points[line.count++] = all.points[k];
	return line;
}

static const struct result *
beside_one(const struct summary *s, const char *runner)
{
	const struct result *r = gil_cell(s, FOR_CONVOY, runner, "5ms", ALONG_HOGS, 1);

	return r && isfinite(r->median.request_s.mean) ? r : NULL;
}

static bool
convoy_possible(const struct summary *s)
{
	return beside_one(s, "gil-thread") && find(s, "gil-thread", GIL_INTERVAL_MS).count > 1;
}

static const char *
say_mean(const struct drawing *d, const struct result *r)
{
	return say_interval(d->figures,
	                    r->planned->name,
	                    "mean request",
	                    FIGURE_SECONDS,
	                    r->median.request_s.mean,
	                    r->low.request_s.mean,
	                    r->high.request_s.mean);
}

static void
convoy_finding(const struct drawing *d, FILE *out)
{
	const struct result *gil = beside_one(d->summary, "gil-thread");
	const struct result *python = beside_one(d->summary, "python-thread");
	const struct result *thread = beside_one(d->summary, "thread");

	fprintf(out,
	        "Beside one thread that computes, a request takes %s on average under a GIL",
	        say_mean(d, gil));
	if (python)
		fprintf(out, ", %s in CPython", say_mean(d, python));
	if (thread)
		fprintf(out, ", %s without a lock", say_mean(d, thread));
}

struct files {
	FILE *points, *ends, *steps, *marks, *words;
	double low, high; /* the range that holds all, in milliseconds */
};

/* 0 where there is no lock to hand over */
static double
shown_interval(const char *runner, double ms)
{
	return strcmp(runner, "thread") == 0 ? 0 : ms;
}

static void
write_line(const struct drawing *d, const char *runner, double interval_ms, struct files *f)
{
	struct gil_line line = find(d->summary, runner, interval_ms);

	for (size_t k = 0; k < line.count; k++) {
		const struct result *r = line.points[k];
		double mean = r->median.request_s.mean * 1e3;
		double low = r->low.request_s.mean * 1e3;
		double high = r->high.request_s.mean * 1e3;

		if (!isfinite(mean))
			continue;
		fprintf(f->points,
		        "%s\t%g\t%g\t%.6g\t%.6g\t%.6g\n",
		        runner,
		        shown_interval(runner, interval_ms),
		        gil_place(r, ALONG_HOGS),
		        mean,
		        low,
		        high);
		f->low = fmin(f->low, fmin(mean, low));
		f->high = fmax(f->high, fmax(mean, high));
		if (k + 1 == line.count)
			fprintf(f->ends,
			        "%s\t%g\t%g\t%.6g\t%s\n",
			        runner,
			        shown_interval(runner, interval_ms),
			        gil_place(r, ALONG_HOGS),
			        mean,
			        say_mean(d, r));
	}
}

static void
write_hogs(const struct summary *s, FILE *words)
{
	struct gil_line line = find(s, "gil-thread", GIL_INTERVAL_MS);

	fprintf(words, "HOGS = '");
	for (size_t k = 0; k < line.count; k++)
		fprintf(words, "%s%g", k ? " " : "", gil_place(line.points[k], ALONG_HOGS));
	fprintf(words, "'\n");
}

/* the distribution beside one hog, of every runner that has its events */
static int
write_distributions(const struct drawing *d, struct files *f)
{
	double least = (double)INFINITY;
	double most = 0;
	int shown = 0;

	for (const char *const *runner = runners_shown; *runner; runner++) {
		const struct result *r = beside_one(d->summary, *runner);
		struct distribution ms = {.count = 0};

		if (r && request_latency_read(d->folder, r, &ms) != 0)
			return -1;
		if (ms.count > 0) {
			distribution_write(&ms, *runner, f->steps);
			fprintf(f->marks,
			        "%s\tp50 %s · p99 %s\n",
			        *runner,
			        say_request_quantile(d->figures, r, &ms, 50),
			        say_request_quantile(d->figures, r, &ms, 99));
			least = fmin(least, distribution_quantile(&ms, 0.001));
			most = fmax(most, distribution_quantile(&ms, 0.999));
			shown++;
		}
		distribution_free(&ms);
	}
	fprintf(f->words,
	        "ECDF = %d\nECDF_NAME = 'all requests beside one hog, at %g ms'\nECDF_INTERVAL = "
	        "%g\n"
	        "XMIN = %.6g\nXMAX = %.6g\n",
	        shown > 0,
	        GIL_INTERVAL_MS,
	        GIL_INTERVAL_MS,
	        shown ? least * 0.7 : 1,
	        shown ? most * 1.5 : 10);
	return 0;
}

static int
convoy_write(const struct drawing *d)
{
	struct files f = {
		chart_file(d, "convoy.tsv"),
		chart_file(d, "convoy-end.tsv"),
		chart_file(d, "convoy-ecdf.tsv"),
		chart_file(d, "convoy-mark.tsv"),
		chart_words(d,
	                    &chart_convoy,
	                    "Left: mean latency of requests beside threads that only compute, by "
	                    "switch interval; medians of rounds with 95 % intervals. Right: the "
	                    "share of requests answered by then, all rounds alike. Dashed: CPython "
	                    "itself. Latencies on log scales."),
		(double)INFINITY,
		0};
	int status;

	if (!f.points || !f.ends || !f.steps || !f.marks || !f.words)
		return -1;
	fprintf(f.points, "runner\tinterval_ms\thogs\tmean_ms\tlow\thigh\n");
	fprintf(f.ends, "runner\tinterval_ms\thogs\tmean_ms\ttext\n");
	fprintf(f.steps, "runner\trequest_ms\tanswered\n");
	fprintf(f.marks, "runner\ttext\n");
	for (const char *const *runner = runners_shown; *runner; runner++) {
		struct gil_line intervals = find_intervals(d->summary, *runner);

		for (size_t k = 0; k < intervals.count; k++)
			write_line(d, *runner, gil_place(intervals.points[k], ALONG_INTERVAL), &f);
	}
	write_hogs(d->summary, f.words);
	fprintf(f.words, "YMIN = %.6g\nYMAX = %.6g\n", f.low * 0.7, f.high * 1.5);
	status = write_distributions(d, &f);
	return status | chart_done(f.points) | chart_done(f.ends) | chart_done(f.steps) |
	       chart_done(f.marks) | chart_done(f.words);
}

const struct chart chart_convoy = {
	.name = "convoy",
	.heading = "Requests beside computing",
	.alt = "latency of requests over the number of computing threads and the switch interval, "
	       "under a GIL, in CPython and without a lock, and its distribution beside one",
	.caveat = "Beside one computing thread a request is either quick or waits for whole "
		  "intervals; a mean says how often, and varies from round to round.",
	.possible = convoy_possible,
	.finding = convoy_finding,
	.write = convoy_write,
};
