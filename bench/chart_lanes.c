/*
 * What each task did when: a lane for every task of a few, under each model.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/events.h"
#include "bench/figures.h"
#include "bench/lane.h"
#include "bench/quantity.h"
#include "bench/result.h"
#include "bench/summary.h"
#include "runners/runner.h"

extern const struct chart chart_lanes;

enum { PANELS = 2 };

static bool
is_lane(const struct result *r)
{
	return r->planned->purposes & FOR_LANES && r->status == STATUS_OK &&
	       isfinite(r->observed.run_s);
}

static int
panel_of(const struct result *r)
{
	return r->planned->cell.workload->bound == CPU_BOUND ? 0 : 1;
}

static bool
lanes_possible(const struct summary *s)
{
	size_t found[PANELS] = {0};

	for (size_t k = 0; k < s->count; k++)
		if (is_lane(&s->results[k]))
			found[panel_of(&s->results[k])]++;
	return found[0] > 1 && found[1] > 1;
}

static const struct result *
shortest(const struct summary *s, int panel)
{
	const struct result *best = NULL;

	for (size_t k = 0; k < s->count; k++) {
		const struct result *r = &s->results[k];

		if (is_lane(r) && panel_of(r) == panel &&
		    (!best || r->observed.run_s < best->observed.run_s))
			best = r;
	}
	return best;
}

static const char *
say_observed_run(const struct drawing *d, const struct result *r)
{
	return say(d->figures, r->planned->name, "observed run", FIGURE_SECONDS, r->observed.run_s);
}

static const struct result *
serial_of(const struct summary *s, int panel)
{
	for (size_t k = 0; k < s->count; k++)
		if (is_lane(&s->results[k]) && panel_of(&s->results[k]) == panel &&
		    s->results[k].planned->cell.runner->lifecycle == ONE_WORKER)
			return &s->results[k];
	return shortest(s, panel);
}

static void
lanes_finding(const struct drawing *d, FILE *out)
{
	static const char *const doing[PANELS] = {"Computing shares the CPUs", "waiting overlaps"};

	for (int panel = 0; panel < PANELS; panel++)
		fprintf(out,
		        "%s%s: %s become %s",
		        panel ? "; " : "",
		        doing[panel],
		        say_observed_run(d, serial_of(d->summary, panel)),
		        say_observed_run(d, shortest(d->summary, panel)));
}

struct lanes {
	const struct drawing *drawing;
	FILE *out, *handovers;
};

static void
write_spans(FILE *out, const struct result *r, const struct span *spans, size_t count)
{
	for (size_t k = 0; k < count; k++)
		fprintf(out,
		        "%d\t%s\t%ld\t%.4f\t%.4f\t%s\n",
		        panel_of(r) + 1,
		        result_runner(r),
		        spans[k].task,
		        spans[k].from_us / 1e3,
		        spans[k].to_us / 1e3,
		        spans[k].state);
}

static void
write_handovers(FILE *out, const struct result *r, const struct span *spans, size_t count)
{
	size_t handovers;
	struct handover *all = handovers_find(spans, count, &handovers);

	for (size_t k = 0; k < handovers; k++)
		fprintf(out,
		        "%d\t%s\t%.4f\t%ld\t%ld\n",
		        panel_of(r) + 1,
		        result_runner(r),
		        all[k].at_us / 1e3,
		        all[k].from,
		        all[k].to);
	free(all);
}

static void
write_lanes(void *argument, const char *cell, long round, json_t *events)
{
	struct lanes *lanes = argument;
	const struct summary *s = lanes->drawing->summary;
	const struct planned *p = plan_find(&s->plan, cell);
	const struct result *r = p ? &s->results[p - s->plan.cells] : NULL;
	struct span *spans;
	size_t count;

	if (!r || round != 0 || !is_lane(r))
		return;
	spans = spans_read(events, &count);
	write_spans(lanes->out, r, spans, count);
	write_handovers(lanes->handovers, r, spans, count);
	free(spans);
}

static void
write_ends(const struct drawing *d, FILE *out, double *longest)
{
	fprintf(out, "panel\trunner\tend_ms\ttext\n");
	for (size_t k = 0; k < d->summary->count; k++) {
		const struct result *r = &d->summary->results[k];

		if (!is_lane(r))
			continue;
		fprintf(out,
		        "%d\t%s\t%.4f\t%s\n",
		        panel_of(r) + 1,
		        result_runner(r),
		        r->observed.run_s * 1e3,
		        say_observed_run(d, r));
		longest[panel_of(r)] = fmax(longest[panel_of(r)], r->observed.run_s * 1e3);
	}
}

/* the runners that there are, in the table's order */
static void
write_runners(const struct summary *s, FILE *words)
{
	size_t lanes = 1;

	fprintf(words, "RUNNERS = '");
	for (const struct runner *const *r = runners; *r; r++) {
		bool there = false;

		for (size_t k = 0; k < s->count; k++)
			if (is_lane(&s->results[k]) && s->results[k].planned->cell.runner == *r) {
				there = true;
				lanes = s->results[k].planned->cell.tasks;
			}
		if (there)
			fprintf(words, "%s%s", r == runners ? "" : " ", (*r)->name);
	}
	fprintf(words, "'\nLANES = %zu\n", lanes);
}

#define ONE_LANE                                                                                   \
	"One lane per task, from one observed run each. The line marks the end of the last task."

/* it speaks of a lock only if some runner has one */
static const char *
subtitle(const struct summary *s)
{
	for (size_t k = 0; k < s->count; k++)
		if (is_lane(&s->results[k]) && s->results[k].planned->cell.runner->gil)
			return ONE_LANE
				" Under a GIL, who is on a core holds it; a thin line leads from "
				"who had it to one who waited for it.";
	return ONE_LANE;
}

static int
lanes_write(const struct drawing *d)
{
	struct lanes lanes = {d, chart_file(d, "lanes.tsv"), chart_file(d, "lanes-handover.tsv")};
	FILE *ends = chart_file(d, "lanes-end.tsv");
	FILE *words = chart_words(d, &chart_lanes, subtitle(d->summary));
	double longest[PANELS] = {0};
	int status;

	if (!lanes.out || !lanes.handovers || !ends || !words)
		return -1;
	fprintf(lanes.out, "panel\trunner\tlane\tstart_ms\tend_ms\tstate\n");
	fprintf(lanes.handovers, "panel\trunner\tat_ms\tfrom_lane\tto_lane\n");
	status = events_read(d->folder, write_lanes, &lanes);
	write_ends(d, ends, longest);
	write_runners(d->summary, words);
	fprintf(words,
	        "PANEL1 = 'Computing'\nPANEL2 = 'Mostly waiting'\nXMAX1 = %.4f\nXMAX2 = %.4f\n",
	        longest[0],
	        longest[1]);
	return status | chart_done(lanes.out) | chart_done(lanes.handovers) | chart_done(ends) |
	       chart_done(words);
}

const struct chart chart_lanes = {
	.name = "lanes",
	.heading = "Where the time goes",
	.alt = "a lane for every task under each model: when it ran, waited, awaited another "
	       "task, had no core, or wanted a lock",
	.caveat = "One run of each, observed, which costs a little; very short absences from the "
		  "core are not seen.",
	.possible = lanes_possible,
	.finding = lanes_finding,
	.write = lanes_write,
};
