/*
 * The winner map: who is fastest at which work with how many tasks in flight.
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
	.possible = rows_comparable,
	.finding = winner_finding,
	.write = winner_write,
};
