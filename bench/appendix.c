#include "bench/appendix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/doubts.h"
#include "bench/figures.h"
#include "bench/statistics.h"
#include "bench/summary.h"

static void
write_intervals(const struct summary *s, struct figures *f, FILE *out)
{
	fprintf(out,
	        "4. Intervals are exact (sign test, order statistics) at %s",
	        say(f, "method", "confidence", FIGURE_PERCENT, 100 * (1 - ALPHA)));
	if (s->row_count)
		fprintf(out,
		        "; a winner must be faster than every other by %s or more, corrected for "
		        "the %s contenders of the table (Bonferroni)",
		        say(f, "method", "threshold", FIGURE_PERCENT, 100 * THRESHOLD),
		        say(f, "campaign", "contenders", FIGURE_COUNT, (double)s->contenders));
	fprintf(out, ".\n");
}

static void
write_method(const struct drawing *d, FILE *out)
{
	const struct summary *s = d->summary;
	struct figures *f = d->figures;

	fprintf(out, "## Method\n\n");
	fprintf(out,
	        "1. hyperfine times every run: a fresh process, from spawn to exit, without a "
	        "shell.\n");
	fprintf(out,
	        "2. %s timed rounds (fewer for scaling and crossover) after an observed warm-up "
	        "round; a round "
	        "runs "
	        "every cell once, in Latin-square order of a seeded permutation.\n",
	        say(f, "campaign", "rounds", FIGURE_COUNT, s->plan.rounds));
	fprintf(out,
	        "3. Times are compared within a round; a ratio is the median of the rounds' "
	        "ratios, and none is averaged.\n");
	write_intervals(s, f, out);
	fprintf(out,
	        "5. Every run proves by a checksum that it did the same work, each task once.\n");
	fprintf(out,
	        "6. All runners of a row have the same limit of tasks in flight; threads and "
	        "coroutines have stacks of the same size.\n");
	fprintf(out,
	        "7. The workers that a run begins with wait for each other at a barrier; "
	        "coroutines are "
	        "made as they start. Start-up, run and tear-down are in summary.csv.\n");
	fprintf(out,
	        "8. Memory is the peak PSS of the process tree (shared pages are divided among "
	        "those "
	        "who share them), never summed RSS; it and the "
	        "lanes come from the warm-up round.\n");
	fprintf(out,
	        "9. A run that is faster than physics allows, or does other work than serial, is "
	        "invalid: no time, no chart.\n");
	fprintf(out,
	        "10. Every number above stands in `summary.csv`, which comes from `runs.jsonl` "
	        "alone.\n\n");
}

static void
write_machine(const struct summary *s, FILE *out)
{
	const char *key;
	json_t *value;

	fprintf(out, "## Machine\n\n| | |\n| --- | --- |\n");
	json_object_foreach(s->machine, key, value)
	{
		char *text = json_is_string(value)
		                     ? NULL
		                     : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

		fprintf(out,
		        "| %s | %s |\n",
		        key,
		        text ? strcmp(text, "null") == 0 ? "not told" : text
		             : json_string_value(value));
		free(text);
	}
	fputc('\n', out);
}

static void
write_reproduction(const struct summary *s, FILE *out)
{
	fprintf(out, "## Make it again\n\n");
	fprintf(out, "    build/convoy matrix %s\n\n", s->plan.options);
	fprintf(out,
	        "The commands of single cells stand in `plan.json`; this report and its charts "
	        "are drawn anew by `build/convoy report` and the campaign's folder.\n");
}

void
appendix_write(const struct drawing *d, FILE *out)
{
	doubts_write(d, out);
	write_method(d, out);
	write_machine(d->summary, out);
	write_reproduction(d->summary, out);
}
