/*
 * Every model's speed-up over serial, with its interval.
 */
#include <math.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/forest.h"
#include "bench/result.h"
#include "bench/row.h"
#include "bench/summary.h"

extern const struct chart chart_overview;

/* the largest speed-up among the rows of a nature */
static const struct result *
largest(const struct summary *s, enum nature nature)
{
	const struct result *most = NULL;

	for (size_t k = 0; k < s->row_count; k++)
		for (size_t c = 0; s->rows[k].nature == nature && c < s->rows[k].count; c++)
			if (s->rows[k].cells[c] != s->rows[k].serial &&
			    (!most || s->rows[k].cells[c]->speedup.ratio > most->speedup.ratio))
				most = s->rows[k].cells[c];
	return most;
}

static void
overview_finding(const struct drawing *d, FILE *out)
{
	const struct result *waits = largest(d->summary, WAITS);
	const struct result *computes = largest(d->summary, COMPUTES);

	if (waits)
		fprintf(out,
		        "Waiting together is up to %s as fast as serial",
		        say_speedup(d->figures, waits));
	if (computes)
		fprintf(out,
		        "%s %s",
		        waits ? "; computing, at best" : "Computing is at best",
		        say_speedup(d->figures, computes));
	if (!waits && !computes)
		fprintf(out, "Speed-up over the serial runner");
}

static double
best_speedup(const struct row *row)
{
	double best = 0;

	for (size_t c = 0; c < row->count; c++)
		if (isfinite(row->cells[c]->speedup.ratio))
			best = fmax(best, row->cells[c]->speedup.ratio);
	return best;
}

/* a work with several limits is shown at that where its fastest model is fastest */
static bool
is_shown(const struct summary *s, const struct row *row)
{
	if (!row->serial || row->count < 2)
		return false;
	for (size_t k = 0; k < s->row_count; k++)
		if (strcmp(s->rows[k].work, row->work) == 0 && s->rows[k].serial &&
		    best_speedup(&s->rows[k]) > best_speedup(row))
			return false;
	return true;
}

static int
overview_write(const struct drawing *d)
{
	const struct summary *s = d->summary;
	struct forest forest;

	if (forest_begin(&forest,
	                 d,
	                 &chart_overview,
	                 "Speed-up over the serial runner: median of paired rounds with its "
	                 "95 % interval; left of the line: slower than serial. Each work with "
	                 "as many tasks in flight (after the @) as suit it best.") != 0)
		return -1;
	for (size_t k = 0; k < s->row_count; k++) {
		const struct row *row = &s->rows[k];

		if (!is_shown(s, row))
			continue;
		for (size_t c = 0; c < row->count; c++)
			if (row->cells[c] != row->serial)
				forest_row(&forest,
				           row->name,
				           say_wall(d->figures, row->serial),
				           row->cells[c],
				           &row->cells[c]->speedup,
				           say_speedup(d->figures, row->cells[c]));
		forest_next(&forest);
	}
	return forest_end(&forest);
}

const struct chart chart_overview = {
	.name = "overview",
	.heading = "Speed-up over serial",
	.alt = "for each workload, every model's speed-up over the serial runner with its interval",
	.caveat = "Intervals are single ones: of many at 95 %, some miss; the winner map alone is "
		  "corrected for their number.",
	.possible = rows_comparable,
	.finding = overview_finding,
	.write = overview_write,
};
