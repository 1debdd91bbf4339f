#include "bench/doubts.h"

#include <math.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/statistics.h"
#include "bench/summary.h"

/* shorter ones are a page fault or a busy machine */
#define STALL_TOLD_S 0.02

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

/* a task that blocks where the seam does not reach holds up all of its loop; that one computes is
 * what a CPU-bound work is about */
static void
write_stalls(const struct summary *s, struct figures *f, FILE *out)
{
	for (size_t k = 0; k < s->count; k++) {
		const struct record *r = &s->results[k].observed;
		const char *name = s->results[k].planned->name;

		if (s->results[k].status == STATUS_OK && r->stalled_s >= STALL_TOLD_S &&
		    strstr(r->stalled_in, "blocked"))
			fprintf(out,
			        "- `%s`: the loop was held up for %s: `%s`, and no other coroutine "
			        "could go on.\n",
			        name,
			        say(f, name, "held up", FIGURE_SECONDS, r->stalled_s),
			        r->stalled_in);
	}
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

void
doubts_write(const struct drawing *d, FILE *out)
{
	const struct summary *s = d->summary;
	struct figures *f = d->figures;

	fprintf(out, "## Doubts\n\n");
	write_troubled(s, out);
	write_skipped(s, out);
	write_stalls(s, f, out);
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
