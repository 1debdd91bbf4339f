/*
 * Peak memory of the process tree over the number of tasks that wait at once.
 */
#include <math.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/growth.h"
#include "bench/summary.h"
#include "runners/runner.h"

extern const struct chart chart_memory;

static bool
memory_possible(const struct summary *s)
{
	size_t found = 0;

	for (const struct runner *const *r = runners; *r; r++)
		found += growth_find(s, *r).fitted;
	return found > 1;
}

static const char *
say_slope(const struct drawing *d, const struct growth *g)
{
	char subject[64];

	snprintf(subject, sizeof subject, "memory/%s", g->runner);
	say(d->figures, subject, "base", FIGURE_BYTES, g->line.base);
	say(d->figures, subject, "r2", FIGURE_COUNT, g->line.r2);
	return say(d->figures, subject, "slope", FIGURE_BYTES, g->line.slope);
}

static void
memory_finding(const struct drawing *d, FILE *out)
{
	int said = 0;

	fprintf(out, "A task that waits costs ");
	for (const struct runner *const *r = runners; *r; r++) {
		struct growth g = growth_find(d->summary, *r);

		if (g.fitted && !(*r)->grid)
			fprintf(out,
			        "%s%s as a %s",
			        said++ ? ", " : "",
			        say_slope(d, &g),
			        g.runner);
	}
}

static int
memory_write(const struct drawing *d)
{
	FILE *out = chart_file(d, "memory.tsv");
	FILE *fits = chart_file(d, "memory-fit.tsv");
	FILE *words =
		chart_words(d,
	                    &chart_memory,
	                    "Peak PSS of the process tree while so many tasks wait at once; lines: "
	                    "base + slope × tasks, fitted. Log scales.");
	double low = (double)INFINITY;
	double high = 0;
	double most = 2;
	double least = (double)INFINITY;

	if (!out || !fits || !words)
		return -1;
	fprintf(out, "runner\ttasks\tbytes\n");
	fprintf(fits, "runner\tbase_bytes\tslope_bytes\tr2\ttext\n");
	for (const struct runner *const *r = runners; *r; r++) {
		struct growth g = growth_find(d->summary, *r);

		for (size_t k = 0; g.fitted && k < g.count; k++) {
			fprintf(out, "%s\t%.0f\t%.0f\n", g.runner, g.tasks[k], g.bytes[k]);
			low = fmin(low, g.bytes[k]);
			high = fmax(high, g.bytes[k]);
			most = fmax(most, g.tasks[k]);
			least = fmin(least, g.tasks[k]);
		}
		if (g.fitted)
			fprintf(fits,
			        "%s\t%.3f\t%.3f\t%.5f\t%s  %s a task\n",
			        g.runner,
			        g.line.base,
			        g.line.slope,
			        g.line.r2,
			        g.runner,
			        say_slope(d, &g));
	}
	fprintf(words,
	        "XMIN = %.2f\nXMAX = %.1f\nYMIN = %.0f\nYMAX = %.0f\n",
	        least * 0.8,
	        most * 1.25,
	        low * 0.7,
	        high * 1.5);
	return chart_done(out) | chart_done(fits) | chart_done(words);
}

const struct chart chart_memory = {
	.name = "memory",
	.heading = "Memory per task",
	.alt = "peak memory over the number of waiting tasks, for each model",
	.caveat = "Kernel memory (stacks, task structures) is not in it, which favours threads and "
		  "processes; tasks that hold data cost that data under every model.",
	.possible = memory_possible,
	.finding = memory_finding,
	.write = memory_write,
};
