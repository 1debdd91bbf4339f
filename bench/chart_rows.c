/*
 * The charts of the verdict table: the winner map and the forest of speed-ups.
 */
#include <math.h>
#include <string.h>

#include "bench/answer.h"
#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/quantity.h"
#include "bench/result.h"
#include "bench/row.h"
#include "bench/summary.h"

extern const struct chart chart_winner;
extern const struct chart chart_overview;

static bool
rows_possible(const struct summary *s)
{
	for (size_t k = 0; k < s->row_count; k++)
		if (s->rows[k].count > 1)
			return true;
	return false;
}

/* "Computing: thread-pool or process-pool. Waiting: coroutine." */
static void
winner_finding(const struct drawing *d, FILE *out)
{
	static const char *const doing[] = {
		[COMPUTES] = "Computing", [WAITS] = "Waiting", [BOTH] = "Mixed"};
	struct answer a;
	int said = 0;

	for (enum nature n = COMPUTES; n < NATURES; n++)
		if (answer_find(d->summary, n, &a) == 0) {
			fprintf(out, "%s%s: ", said++ ? ". " : "", doing[n]);
			answer_leaders(&a, out);
		}
	if (!said)
		fprintf(out, "Nothing could be compared");
}

/* the rows' works, and the limits: each as often as it first appears */
struct axes {
	const char *works[64];
	size_t limits[16];
	int rows, columns;
};

static struct axes
find_axes(const struct summary *s)
{
	struct axes x = {.rows = 0};

	for (size_t k = 0; k < s->row_count; k++) {
		int w = 0;
		int c = 0;

		while (w < x.rows && strcmp(x.works[w], s->rows[k].work) != 0)
			w++;
		if (w == x.rows && x.rows < 64)
			x.works[x.rows++] = s->rows[k].work;
		while (c < x.columns && x.limits[c] < s->rows[k].limit)
			c++;
		if (c < x.columns && x.limits[c] == s->rows[k].limit)
			continue;
		memmove(&x.limits[c + 1], &x.limits[c], (size_t)(x.columns - c) * sizeof *x.limits);
		x.limits[c] = s->rows[k].limit;
		x.columns++;
	}
	return x;
}

static int
index_of(const struct axes *x, const struct row *row, int *column)
{
	int w = 0;

	for (*column = 0; x->limits[*column] != row->limit; ++*column)
		;
	while (strcmp(x->works[w], row->work) != 0)
		w++;
	return w;
}

/* of those that the first is not separated from, the one of the least median */
static const struct result *
next_leader(const struct row *row)
{
	const struct result *next = NULL;

	for (size_t c = 0; c < row->count; c++)
		if (row->leads[c] && c != row->winner.first &&
		    (!next || row->cells[c]->median.process_wall_s < next->median.process_wall_s))
			next = row->cells[c];
	return next;
}

static void
winner_cell(const struct drawing *d, const struct row *row, FILE *out)
{
	const struct winner *w = &row->winner;
	const struct result *first = row->cells[w->first];
	const char *wall = say_wall(d->figures, first);

	if (w->claimed)
		fprintf(out,
		        "%s\t%.4f\t%s\t%s ahead\t%s\n",
		        result_runner(first),
		        w->comparison.ratio,
		        result_runner(first),
		        say(d->figures, row->name, "lead", FIGURE_RATIO, w->comparison.ratio),
		        wall);
	else {
		const struct result *next = next_leader(row);

		fprintf(out,
		        "none\t0\t%s\t%s",
		        row_is_equal(row) ? "equal within 3 %" : "not separated",
		        result_runner(first));
		if (next)
			fprintf(out, " / %s", result_runner(next));
		if (row_leaders(row) > 2)
			fprintf(out, "\u00a0+%zu", row_leaders(row) - 2);
		fprintf(out, "\t%s\n", wall);
	}
}

static int
winner_write(const struct drawing *d)
{
	const struct summary *s = d->summary;
	struct axes x = find_axes(s);
	bool alone = (size_t)x.rows == s->row_count; /* no work has more than one limit */
	FILE *out = chart_file(d, "winner.tsv");
	FILE *words =
		chart_words(d,
	                    &chart_winner,
	                    "The fastest model by workload and tasks in flight, and its lead over "
	                    "the runner-up. Outlined: not separated; +1 means one more.");

	if (!out || !words)
		return -1;
	fprintf(words,
	        "ROWS = %d\nCOLUMNS = %d\nCOLUMN_AXIS = '%s'\n",
	        x.rows,
	        alone ? 1 : x.columns,
	        alone ? "" : "tasks in flight at once");
	fprintf(out, "row\tcolumn\trow_label\tcolumn_label\trunner\tlead\tline1\tline2\tline3\n");
	for (size_t k = 0; k < s->row_count; k++) {
		const struct row *row = &s->rows[k];
		int column;
		int w = index_of(&x, row, &column);

		if (alone)
			fprintf(out, "%d\t0\t%s, %zu at once\tfastest\t", w, row->work, row->limit);
		else
			fprintf(out, "%d\t%d\t%s\t%zu\t", w, column, row->work, row->limit);
		if (row->judged)
			winner_cell(d, row, out);
		else
			fprintf(out,
			        row->count > 1 ? "invalid\t0\ttoo few rounds\tto judge\t \n"
			                       : "invalid\t0\tnothing\tto compare\t \n");
	}
	return chart_done(out) | chart_done(words);
}

const struct chart chart_winner = {
	.name = "winner",
	.heading = "The winner map",
	.alt = "a table of workloads by tasks in flight; each field names the fastest model",
	.caveat = "How far behind the others are, and what each costs in memory: see below.",
	.possible = rows_possible,
	.finding = winner_finding,
	.write = winner_write,
};

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

static void
range(double *low, double *high, const struct comparison *c)
{
	if (!isfinite(c->ratio))
		return;
	*low = fmin(*low, isfinite(c->interval.low) ? c->interval.low : c->ratio);
	*high = fmax(*high, isfinite(c->interval.high) ? c->interval.high : c->ratio);
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
	FILE *out = chart_file(d, "overview.tsv");
	FILE *words =
		chart_words(d,
	                    &chart_overview,
	                    "Speed-up over the serial runner: median of paired rounds with its "
	                    "95 % interval; left of the line: slower than serial. Each work with "
	                    "as many tasks in flight (after the @) as suit it best.");
	double low = 0.9;
	double high = 1.2;
	int groups = 0;

	if (!out || !words)
		return -1;
	fprintf(out, "group\tgroup_label\trunner\tratio\tlow\thigh\tserial_text\tratio_text\n");
	for (size_t k = 0; k < s->row_count; k++) {
		const struct row *row = &s->rows[k];

		for (size_t c = 0; is_shown(s, row) && c < row->count; c++) {
			const struct result *r = row->cells[c];

			if (r == row->serial)
				continue;

			fprintf(out,
			        "%d\t%s\t%s\t%.6f\t%.6f\t%.6f\t%s\t%s\n",
			        groups,
			        row->name,
			        result_runner(r),
			        r->speedup.ratio,
			        r->speedup.interval.low,
			        r->speedup.interval.high,
			        say_wall(d->figures, row->serial),
			        say_speedup(d->figures, r));
			range(&low, &high, &r->speedup);
		}
		groups += is_shown(s, row);
	}
	fprintf(words, "GROUPS = %d\nXMIN = %.4f\nXMAX = %.4f\n", groups, low * 0.8, high * 1.5);
	return chart_done(out) | chart_done(words);
}

const struct chart chart_overview = {
	.name = "overview",
	.heading = "Speed-up over serial",
	.alt = "for each workload, every model's speed-up over the serial runner with its interval",
	.caveat = "Intervals are single ones: of many at 95 %, some miss; the winner map alone is "
		  "corrected for their number.",
	.possible = rows_possible,
	.finding = overview_finding,
	.write = overview_write,
};
