#include "bench/appendix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/statistics.h"
#include "bench/summary.h"

static void
write_troubled(const struct summary *s, FILE *out)
{
	size_t troubled = 0;

	for (size_t k = 0; k < s->count; k++) {
		const struct result *r = &s->results[k];

		if (r->status == STATUS_OK || r->status == STATUS_SKIPPED)
			continue;
		if (troubled++ == 0)
			fprintf(out, "| cell | status | reason |\n| --- | --- | --- |\n");
		fprintf(out,
		        "| `%s` | %s | `%s` |\n",
		        r->planned->name,
		        status_name(r->status),
		        r->reason);
	}
	fprintf(out,
	        troubled ? "\nThese cells have no time, and no place in a chart.\n\n"
	                 : "No cell failed, and none is invalid.\n\n");
}

/* no fault of a cell's, and no time either */
static void
write_skipped(const struct summary *s, FILE *out)
{
	for (size_t k = 0; k < s->count; k++)
		if (s->results[k].status == STATUS_SKIPPED)
			fprintf(out,
			        "- Skipped, for it cannot run: `%s`, which `%s`.\n",
			        s->results[k].planned->name,
			        s->results[k].reason);
}

static void
write_file_proof(const struct drawing *d, const struct result *r, FILE *out)
{
	const char *name = r->planned->name;

	fprintf(out,
	        "- `%s`: %s blocks read in a run, %s voluntary "
	        "switches",
	        name,
	        say(d->figures, name, "block reads", FIGURE_COUNT, r->median.block_reads),
	        say(d->figures,
	            name,
	            "voluntary switches",
	            FIGURE_COUNT,
	            r->median.voluntary_switches));
	if (r->median.block_reads > 0)
		fprintf(out, ": the block device was asked.\n");
	else if (r->median.voluntary_switches > 0)
		fprintf(out, ": the block device was not asked.\n");
	else
		fprintf(out, ": it came from memory, and never waited.\n");
}

static void
write_noise(const struct summary *s, struct figures *f, FILE *out)
{
	if (isfinite(s->noise.ratio))
		fprintf(out,
		        "- Noise: the same cell twice in every round differs by a factor of %s (95 "
		        "%% "
		        "interval %s to %s): differences of that size mean nothing here.\n",
		        say(f, "noise", "ratio", FIGURE_RATIO, s->noise.ratio),
		        say(f, "noise", "low", FIGURE_RATIO, s->noise.interval.low),
		        say(f, "noise", "high", FIGURE_RATIO, s->noise.interval.high));
	if (s->steal_s > 0)
		fprintf(out,
		        "- The hypervisor took %s of the machine's CPU time for others while cells "
		        "ran.\n",
		        say(f,
		            "campaign",
		            "steal",
		            FIGURE_PERCENT,
		            100 * s->steal_s / (s->wall_s * s->plan.cpus)));
}

/* what the whole process takes beyond the run: loading, and for some works their libraries */
static void
write_outside(const struct summary *s, struct figures *f, FILE *out)
{
	int said = 0;

	for (size_t k = 0; k < s->row_count; k++) {
		const struct result *r = s->rows[k].serial;
		bool again = k > 0 && strcmp(s->rows[k].work, s->rows[k - 1].work) == 0;

		if (!r || again)
			continue;
		fprintf(out,
		        "%s%s %s",
		        said++ ? ", "
		               : "- In every wall time, but outside of the run "
		                 "itself (loading the program and its "
		                 "libraries): ",
		        s->rows[k].work,
		        say(f,
		            r->planned->name,
		            "outside the run",
		            FIGURE_SECONDS,
		            r->median.process_wall_s - r->median.wall_s));
	}
	if (said)
		fprintf(out,
		        ". It is much the same for all models, and makes short runs more alike "
		        "than they are.\n");
}

static void
write_brief(const struct summary *s, struct figures *f, FILE *out)
{
	size_t brief = 0;

	for (size_t k = 0; k < s->count; k++)
		brief += s->results[k].brief;
	fprintf(out,
	        "- In %s of %s cells a process that does nothing would take %s or more of the time "
	        "(†).\n",
	        say(f, "campaign", "brief cells", FIGURE_COUNT, (double)brief),
	        say(f, "campaign", "cells", FIGURE_COUNT, (double)s->count),
	        say(f, "method", "brief share", FIGURE_PERCENT, 100.0 / BRIEF));
}

/* of each file work, the serial cell shows whether it went to the disk */
static void
write_file_proofs(const struct drawing *d, FILE *out)
{
	for (size_t k = 0; k < d->summary->count; k++) {
		const struct result *r = &d->summary->results[k];

		if (strcmp(r->planned->cell.workload->name, "file") == 0 &&
		    r->planned->cell.runner->lifecycle == ONE_WORKER && r->status == STATUS_OK)
			write_file_proof(d, r, out);
	}
}

static void
write_doubts(const struct drawing *d, FILE *out)
{
	const struct summary *s = d->summary;
	struct figures *f = d->figures;

	fprintf(out, "## Doubts\n\n");
	write_troubled(s, out);
	write_skipped(s, out);
	write_noise(s, f, out);
	write_file_proofs(d, out);
	write_outside(s, f, out);
	write_brief(s, f, out);
	for (size_t k = 0; k < s->count; k++)
		if (strcmp(s->results[k].planned->cell.workload->name, "http") == 0) {
			fprintf(out,
			        "- The `http` server is a process of its own, and shares the CPUs "
			        "with its clients.\n");
			break;
		}
	if (s->contenders && s->plan.rounds < rounds_needed(s->level))
		fprintf(out,
		        "- %s rounds are too few for any winner to be claimed among %s contenders; "
		        "%s "
		        "would do.\n",
		        say(f, "campaign", "rounds", FIGURE_COUNT, s->plan.rounds),
		        say(f, "campaign", "contenders", FIGURE_COUNT, (double)s->contenders),
		        say(f,
		            "campaign",
		            "rounds needed",
		            FIGURE_COUNT,
		            (double)rounds_needed(s->level)));
	fputc('\n', out);
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
	fprintf(out,
	        "4. Intervals are exact (sign test, order statistics) at %s; a winner must be "
	        "faster "
	        "than every other by %s or more, corrected for the %s contenders of the table "
	        "(Bonferroni).\n",
	        say(f, "method", "confidence", FIGURE_PERCENT, 100 * (1 - ALPHA)),
	        say(f, "method", "threshold", FIGURE_PERCENT, 100 * THRESHOLD),
	        say(f, "campaign", "contenders", FIGURE_COUNT, (double)s->contenders));
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
	write_doubts(d, out);
	write_method(d, out);
	write_machine(d->summary, out);
	write_reproduction(d->summary, out);
}
