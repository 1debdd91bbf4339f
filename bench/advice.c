#include "bench/advice.h"

#include <math.h>
#include <string.h>

#include "bench/answer.h"
#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/result.h"
#include "bench/summary.h"
#include "runners/runner.h"

extern const struct chart chart_cost;
extern const struct chart chart_crossover;
extern const struct chart chart_memory;

/* the condition that a row of the verdict table stands for */
static void
write_condition(const struct drawing *d, const struct row *row, FILE *out)
{
	const struct workload *w = row->cells[0]->planned->cell.workload; /* the same for all */
	const char *share = say(d->figures, row->name, "CPU share", FIGURE_PERCENT, row->cpu_share);
	const char *limit = say(d->figures, row->name, "limit", FIGURE_COUNT, (double)row->limit);

	if (row->nature == COMPUTES && w->bound == IO_BOUND)
		fprintf(out, "does IO that never waits (%s on a core)", share);
	else if (row->nature == COMPUTES)
		fprintf(out, "computes (%s on a core)", share);
	else if (row->nature == WAITS)
		fprintf(out, "waits (%s on a core)", share);
	else
		fprintf(out, "computes and waits (%s on a core)", share);
	fprintf(out, ", %s at once", limit);
}

/* a campaign that cannot tell serial from the first has no advice */
static bool
serial_leads(const struct row *row)
{
	for (size_t c = 0; c < row->count; c++)
		if (row->cells[c] == row->serial && row->leads[c])
			return true;
	return false;
}

static void
write_leaders(const struct row *row, FILE *out)
{
	int said = 0;

	if (serial_leads(row)) {
		fprintf(out, "undecided here");
		return;
	}
	for (size_t c = 0; c < row->count; c++)
		if (row->leads[c])
			fprintf(out, "%s%s", said++ ? ", " : "", result_runner(row->cells[c]));
}

static void
write_evidence(const struct drawing *d, const struct row *row, FILE *out)
{
	const struct result *first = row->cells[row->winner.first];

	fprintf(out,
	        "%s: %s with %s",
	        row->work,
	        say_speedup(d->figures, first),
	        result_runner(first));
}

/* a line that a chart's finding answers */
static void
write_pointer(const struct drawing *d, const struct chart *c, const char *condition,
              const char *anchor, FILE *out)
{
	char finding[400] = "";
	FILE *sentence = c->possible(d->summary) ? fmemopen(finding, sizeof finding, "w") : NULL;

	if (!sentence)
		return;
	c->finding(d, sentence);
	fclose(sentence);
	fprintf(out, "| %s | see [%s](#%s) | %s |\n", condition, c->heading, anchor, finding);
}

void
advice_write(const struct drawing *d, FILE *out)
{
	const struct summary *s = d->summary;

	fprintf(out,
	        "## Choose a model\n\n| a task of yours | choose | because here |\n| --- | --- | "
	        "--- |\n");
	for (size_t k = 0; k < s->row_count; k++) {
		if (!s->rows[k].judged || !s->rows[k].serial)
			continue;
		fprintf(out, "| ");
		write_condition(d, &s->rows[k], out);
		fprintf(out, " | ");
		write_leaders(&s->rows[k], out);
		fprintf(out, " | ");
		write_evidence(d, &s->rows[k], out);
		fprintf(out, " |\n");
	}
	write_pointer(d,
	              &chart_crossover,
	              "computes and waits by turns",
	              "from-waiting-to-computing",
	              out);
	write_pointer(
		d, &chart_memory, "is one of very many that wait at once", "memory-per-task", out);
	write_pointer(d,
	              &chart_cost,
	              "is very short, or often waits for another",
	              "what-a-task-costs",
	              out);
	fprintf(out,
	        "\nWhere several are named, they are not separated here: take the one that is "
	        "simplest for you. A process also isolates crashes and data, which no chart "
	        "shows.\n\n");
}
