/*
 * The same computing by more and more workers: under a GIL, in CPython, by
 * free threads, by processes.
 */
#include <math.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/gil_line.h"
#include "bench/speedup.h"
#include "bench/summary.h"

extern const struct chart chart_gil_scaling;

static const char *const lines[] = {"thread-pool",
                                    "process-pool",
                                    "gil-thread-pool",
                                    "python-thread-pool",
                                    "python-process-pool",
                                    NULL};

static struct gil_line
find(const struct summary *s, const char *runner)
{
	return gil_line_find(s,
	                     &(struct gil_choice){.purposes = FOR_GIL_SCALING,
	                                          .runner = runner,
	                                          .along = ALONG_LIMIT,
	                                          .interval_ms = GIL_INTERVAL_MS});
}

/* the one with the most workers, if it can be compared with serial */
static const struct result *
last(const struct summary *s, const char *runner)
{
	struct gil_line line = find(s, runner);
	const struct result *r = line.count > 1 ? line.points[line.count - 1] : NULL;

	return r && isfinite(run_speedup(s, r).ratio) ? r : NULL;
}

static bool
gil_scaling_possible(const struct summary *s)
{
	return last(s, "gil-thread-pool") != NULL;
}

static void
gil_scaling_finding(const struct drawing *d, FILE *out)
{
	const struct result *gil = last(d->summary, "gil-thread-pool");
	const struct result *python = last(d->summary, "python-thread-pool");
	const struct result *thread = last(d->summary, "thread-pool");
	struct comparison c = run_speedup(d->summary, gil);
	bool no_faster = c.interval.high < 1 + THRESHOLD;

	fprintf(out,
	        "Under a GIL, %s threads compute %s%s%s",
	        say(d->figures,
	            gil->planned->name,
	            "limit",
	            FIGURE_COUNT,
	            (double)gil->planned->limit),
	        no_faster ? "no faster than one: " : "",
	        say_run_speedup(d->figures, d->summary, gil),
	        no_faster ? "" : " as fast as one");
	if (python)
		fprintf(out, ", in CPython %s", say_run_speedup(d->figures, d->summary, python));
	if (thread)
		fprintf(out, "; free threads %s", say_run_speedup(d->figures, d->summary, thread));
}

/* the ends of the axes */
struct range {
	double low, high, most;
};

static void
write_line(const struct drawing *d, const char *runner, FILE *points, FILE *ends,
           struct range *range)
{
	struct gil_line line = find(d->summary, runner);

	if (!last(d->summary, runner))
		return;
	for (size_t k = 0; k < line.count; k++) {
		struct comparison c = run_speedup(d->summary, line.points[k]);
		double limit = (double)line.points[k]->planned->limit;

		fprintf(points,
		        "%s\t%.0f\t%.6f\t%.6f\t%.6f\n",
		        runner,
		        limit,
		        c.ratio,
		        c.interval.low,
		        c.interval.high);
		range->low = fmin(range->low, fmin(c.ratio, c.interval.low));
		range->high = fmax(range->high, fmax(c.ratio, c.interval.high));
		range->most = fmax(range->most, limit);
		if (k + 1 == line.count)
			fprintf(ends,
			        "%s\t%.0f\t%.6f\t%s with %.0f\n",
			        runner,
			        limit,
			        c.ratio,
			        say_run_speedup(d->figures, d->summary, line.points[k]),
			        limit);
	}
}

static int
gil_scaling_write(const struct drawing *d)
{
	FILE *points = chart_file(d, "gil_scaling.tsv");
	FILE *ends = chart_file(d, "gil_scaling-end.tsv");
	FILE *words =
		chart_words(d,
	                    &chart_gil_scaling,
	                    "Speed-up of the same computing over serial in the same language, by "
	                    "workers: medians of paired rounds with 95 % intervals, without "
	                    "start-up. Dashed: CPython itself. Log scales.");
	struct range range = {0.9, d->summary->plan.cpus, 2};

	if (!points || !ends || !words)
		return -1;
	fprintf(points, "runner\tlimit\tratio\tlow\thigh\n");
	fprintf(ends, "runner\tlimit\tratio\ttext\n");
	for (const char *const *runner = lines; *runner; runner++)
		write_line(d, *runner, points, ends, &range);
	fprintf(words,
	        "CPUS = %u\nXMAX = %.0f\nYMIN = %.4f\nYMAX = %.4f\n",
	        d->summary->plan.cpus,
	        range.most,
	        range.low * 0.9,
	        range.high * 1.15);
	return chart_done(points) | chart_done(ends) | chart_done(words);
}

const struct chart chart_gil_scaling = {
	.name = "gil_scaling",
	.heading = "Computing under a GIL",
	.alt = "speed-up of computing over workers: threads under a GIL, CPython's threads, free "
	       "threads, and processes",
	.caveat = "Each language is compared with itself; how much slower an interpreter computes "
		  "is not in it.",
	.possible = gil_scaling_possible,
	.finding = gil_scaling_finding,
	.write = gil_scaling_write,
};
