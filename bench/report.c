/*
 * REPORT.md: the answer first, then the evidence, then the doubts. Sentences
 * come from verdicts, numbers from the figures: words never claim more than
 * the intervals.
 */
#include "bench/report.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/advice.h"
#include "bench/answer.h"
#include "bench/appendix.h"
#include "bench/chart.h"
#include "bench/command.h"
#include "bench/figures.h"
#include "bench/gil_section.h"
#include "bench/limits_section.h"
#include "bench/outcomes.h"
#include "bench/result.h"
#include "bench/row.h"
#include "bench/summary.h"

extern const struct chart chart_gil_scaling;

static void
write_answer(const struct summary *s, struct figures *f, FILE *out)
{
	struct answer a;

	fprintf(out, "# Which concurrency model for which work?\n\n");
	if (s->runs < s->runs_planned)
		fprintf(out,
		        "> **Partial.** The campaign was interrupted after %s of %s runs; what "
		        "follows "
		        "rests on those.\n\n",
		        say(f, "campaign", "runs", FIGURE_COUNT, (double)s->runs),
		        say(f, "campaign", "runs planned", FIGURE_COUNT, (double)s->runs_planned));
	if (summary_core_share(s) < CORE_SHARE_LEAST)
		fprintf(out,
		        "> **Busy machine.** Computing alone, a serial run had a core for only %s "
		        "of its "
		        "time: other programs took the rest. Close what runs, and measure "
		        "again.\n\n",
		        say(f, "machine", "core share", FIGURE_PERCENT, summary_core_share(s)));
	if (strcmp(s->plan.preset, "quick") == 0)
		fprintf(out,
		        "> **Quick.** One limit of tasks in flight for each workload and few "
		        "rounds: only clear differences can show. `build/convoy matrix --standard` "
		        "looks closer.\n\n");
	for (enum nature n = COMPUTES; n < NATURES; n++)
		if (answer_find(s, n, &a) == 0) {
			answer_write(s, f, n, out);
			fputc('\n', out);
		}
	fprintf(out,
	        "CPU-bound here is what kept a core busy for three quarters or more of the "
	        "serial run, IO-bound what did so for a quarter or less, as measured. A "
	        "winner is claimed only where it is separated from every other model; "
	        "\"not separated\" is a result too.\n\n");
}

static void
write_chart(const struct drawing *d, const struct chart *c, FILE *out)
{
	char finding[400] = "";
	FILE *sentence = fmemopen(finding, sizeof finding, "w");

	if (!sentence)
		return;
	c->finding(d, sentence);
	fclose(sentence);
	fprintf(out, "## %s\n\n**%s.**\n\n", c->heading, finding);
	fprintf(out, "[![%s](plots/%s.png)](plots/%s.svg)\n\n", c->alt, c->name, c->name);
	fprintf(out, "*What this does not show:* %s\n\n", c->caveat);
}

static void
write_speedup(const struct row *row, const char *runner, struct figures *f, FILE *out)
{
	for (size_t c = 0; c < row->count; c++) {
		const struct result *r = row->cells[c];

		if (strcmp(result_runner(r), runner) != 0)
			continue;
		fprintf(out,
		        "%s%s | ",
		        say_speedup(f, r),
		        r->brief && isfinite(r->speedup.ratio) ? "†" : "");
		return;
	}
	fprintf(out, "- | ");
}

/* the stacks of those of a row's runners that are given some */
static const char *
say_stack(const struct row *row, struct figures *f)
{
	for (size_t c = 0; c < row->count; c++)
		if (isfinite(row->cells[c]->observed.stack_bytes))
			return say(f,
			           row->name,
			           "stack",
			           FIGURE_BYTES,
			           row->cells[c]->observed.stack_bytes);
	return "-";
}

static void
write_verdicts(const struct summary *s, struct figures *f, FILE *out)
{
	if (!s->row_count)
		return;
	fprintf(out, "## Verdicts\n\n| work | in flight | stacks | fastest | serial takes |");
	for (const struct runner *const *r = runners + 1; *r; r++)
		if (summary_compares(s, *r))
			fprintf(out, " %s |", (*r)->name);
	fprintf(out, "\n| --- | --- | --- | --- | --- |");
	for (const struct runner *const *r = runners + 1; *r; r++)
		if (summary_compares(s, *r))
			fprintf(out, " --- |");
	fputc('\n', out);
	for (size_t k = 0; k < s->row_count; k++) {
		const struct row *row = &s->rows[k];

		fprintf(out,
		        "| %s | %s | %s | ",
		        row->work,
		        say(f, row->name, "limit", FIGURE_COUNT, (double)row->limit),
		        say_stack(row, f));
		fprintf(out, "%s", row->judged && row->winner.claimed ? "**" : "");
		row_verdict(row, f, out);
		fprintf(out,
		        "%s | %s | ",
		        row->judged && row->winner.claimed ? "**" : "",
		        row->serial ? say_wall(f, row->serial) : "-");
		for (const struct runner *const *r = runners + 1; *r; r++)
			if (summary_compares(s, *r))
				write_speedup(row, (*r)->name, f, out);
		fputc('\n', out);
	}
	fprintf(out,
	        "\nRatios are speed-ups over the serial run of the same round; each is the median "
	        "of its "
	        "rounds' ratios, so not quite the quotient of the two medians. The whole process "
	        "counts, from spawn to exit. A pool has as many workers as tasks in "
	        "flight, the others one for each task. Stacks are those of threads and "
	        "coroutines; processes have the system's. † the run lasts less than %s times what "
	        "a "
	        "process that does nothing takes (%s): start-up is a good part of it.\n\n",
	        say(f, "method", "brief", FIGURE_COUNT, BRIEF),
	        say(f, "noop@1/serial", "wall", FIGURE_SECONDS, s->floor_s));
}

/* every cell's numbers, said or not: summary.csv is for readers of its own */
static void
add_cells(const struct summary *s, struct figures *f)
{
	for (size_t k = 0; k < s->count; k++) {
		const struct result *r = &s->results[k];
		const char *name = r->planned->name;
		const struct record *m = &r->median;

		if (r->status != STATUS_OK)
			continue;
		say_wall(f, r);
		say(f, name, "rounds", FIGURE_COUNT, (double)r->rounds);
		say_speedup(f, r);
		say(f, name, "start-up", FIGURE_SECONDS, m->startup_s);
		say(f, name, "run", FIGURE_SECONDS, m->run_s);
		say(f, name, "tear-down", FIGURE_SECONDS, m->teardown_s);
		say(f, name, "CPU", FIGURE_SECONDS, m->cpu_user_s + m->cpu_system_s);
		say(f, name, "voluntary switches", FIGURE_COUNT, m->voluntary_switches);
		say(f, name, "involuntary switches", FIGURE_COUNT, m->involuntary_switches);
		say(f, name, "block reads", FIGURE_COUNT, m->block_reads);
		say(f, name, "peak concurrency", FIGURE_COUNT, m->peak_concurrency);
		say(f, name, "peak PSS", FIGURE_BYTES, r->observed.peak_pss_bytes);
		say(f, name, "p50", FIGURE_SECONDS, m->latency_s.p50);
		say(f, name, "p99", FIGURE_SECONDS, m->latency_s.p99);
		outcomes_say(f, r);
	}
}

static int
write_report(const struct drawing *d, const char *target)
{
	char path[600];
	FILE *out;

	snprintf(path, sizeof path, "%s/REPORT.md", target);
	out = fopen(path, "we");
	if (!out)
		return -1;
	write_answer(d->summary, d->figures, out);
	write_verdicts(d->summary, d->figures, out);
	for (size_t k = 0; charts[k]; k++) {
		if (charts[k] == &chart_gil_scaling)
			gil_section_write(d, out);
		if (charts[k]->possible(d->summary))
			write_chart(d, charts[k], out);
		if (k == 0)
			advice_write(d, out);
	}
	limits_section_write(d, out);
	appendix_write(d, out);
	return ferror(out) | fclose(out) ? -1 : 0;
}

/* charts whose cells have fewer rounds than others say so themselves */
static void
source_line(const struct summary *s, char *source, size_t size)
{
	const char *model = json_string_value(json_object_get(s->machine, "cpu_model"));
	size_t least = SIZE_MAX;
	size_t most = 0;

	for (size_t k = 0; k < s->count; k++) {
		size_t rounds = s->results[k].planned->rounds;

		least = rounds && rounds < least ? rounds : least;
		most = rounds > most ? rounds : most;
	}
	snprintf(source,
	         size,
	         "%s, %u CPUs available; %s campaign, %s%zu interleaved rounds%s.",
	         model ? model : "unknown CPU",
	         s->plan.cpus,
	         s->plan.preset,
	         least < most ? "up to " : "",
	         most,
	         s->runs < s->runs_planned ? ", PARTIAL" : "");
}

int
report_write(const struct summary *s, const char *folder, const char *target)
{
	struct figures figures = {.list = NULL};
	char source[256];
	char plots[512];
	char data[600];
	char csv[600];
	struct drawing drawing = {s, &figures, folder, data, source};
	int status = 0;

	snprintf(plots, sizeof plots, "%s/plots", target);
	snprintf(data, sizeof data, "%s/plots/data", folder);
	snprintf(csv, sizeof csv, "%s/summary.csv", folder);
	mkdir(plots, 0777);
	snprintf(plots, sizeof plots, "%s/plots", folder);
	mkdir(plots, 0777);
	mkdir(data, 0777);
	snprintf(plots, sizeof plots, "%s/plots", target);
	source_line(s, source, sizeof source);
	add_cells(s, &figures);
	status = charts_draw(&drawing, plots); /* a report without a chart is still a report */
	if (write_report(&drawing, target) != 0 || figures_write(&figures, csv) != 0) {
		broken("cannot write the report into %s:", target);
		status = -1;
	}
	figures_free(&figures);
	return status;
}
