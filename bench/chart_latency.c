/*
 * How long until a task is done, counted from when all are due: the whole
 * distribution, over all rounds.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/events.h"
#include "bench/figures.h"
#include "bench/result.h"
#include "bench/statistics.h"
#include "bench/summary.h"

extern const struct chart chart_latency;

/* the latencies of one cell's tasks, in milliseconds */
struct samples {
	const struct result *result;
	double *ms;
	size_t count, room;
	struct percentiles p;
};

enum { CELLS_MAX = 16, STEPS_MAX = 2000 };

struct latencies {
	const struct summary *summary;
	struct samples cells[CELLS_MAX];
	size_t count;
};

static bool
is_latency(const struct result *r)
{
	return r->planned->purposes & FOR_LATENCY && r->status == STATUS_OK && r->rounds > 0 &&
	       r->planned->cell.runner->lifecycle != ONE_WORKER &&
	       r->planned->cell.tasks * r->rounds >= PERCENTILE_SAMPLES;
}

static bool
latency_possible(const struct summary *s)
{
	size_t found = 0;

	for (size_t k = 0; k < s->count; k++)
		found += is_latency(&s->results[k]);
	return found > 1;
}

static void
sample_add(struct samples *s, double ms)
{
	if (s->count == s->room) {
		size_t room = s->room ? 2 * s->room : 4096;
		double *more = realloc(s->ms, room * sizeof *more);

		if (!more)
			return;
		s->ms = more;
		s->room = room;
	}
	s->ms[s->count++] = ms;
}

static void
take(void *argument, const char *cell, long round, json_t *events)
{
	struct latencies *all = argument;
	size_t k;
	json_t *span;

	for (size_t c = 0; round > 0 && c < all->count; c++)
		if (strcmp(all->cells[c].result->planned->name, cell) == 0)
			json_array_foreach(json_object_get(events, "tasks_us"), k, span) sample_add(
				&all->cells[c], json_number_value(json_array_get(span, 1)) / 1e3);
}

static int
collect(const struct drawing *d, struct latencies *all)
{
	*all = (struct latencies){.summary = d->summary};
	for (size_t k = 0; k < d->summary->count && all->count < CELLS_MAX; k++)
		if (is_latency(&d->summary->results[k]))
			all->cells[all->count++].result = &d->summary->results[k];
	if (events_read(d->folder, take, all) != 0)
		return -1;
	for (size_t c = 0; c < all->count; c++) {
		struct samples *s = &all->cells[c];

		if (s->count == 0) /* its events are gone */
			all->cells[c--] = all->cells[--all->count];
		else {
			values_sort(s->ms, s->count);
			latency_percentiles(s->ms, s->count, &s->p);
		}
	}
	if (all->count == 0) {
		errno = ENODATA;
		return -1;
	}
	return 0;
}

static void
release(struct latencies *all)
{
	for (size_t c = 0; c < all->count; c++)
		free(all->cells[c].ms);
}

static const char *
say_latency(const struct drawing *d, const struct samples *s, const char *name, double ms)
{
	return say(d->figures, s->result->planned->name, name, FIGURE_SECONDS, ms / 1e3);
}

static void
latency_finding(const struct drawing *d, FILE *out)
{
	struct latencies all;
	const struct samples *best;
	const struct samples *worst;

	if (collect(d, &all) != 0) {
		fprintf(out, "How long tasks took");
		release(&all);
		return;
	}
	best = worst = &all.cells[0];
	for (size_t c = 1; c < all.count; c++) {
		best = all.cells[c].p.p99 < best->p.p99 ? &all.cells[c] : best;
		worst = all.cells[c].p.p99 > worst->p.p99 ? &all.cells[c] : worst;
	}
	fprintf(out,
	        "The slowest hundredth of %s tasks takes %s or more under %s, %s under %s",
	        best->result->planned->work,
	        say_latency(d, best, "p99 of all rounds", best->p.p99),
	        result_runner(best->result),
	        say_latency(d, worst, "p99 of all rounds", worst->p.p99),
	        result_runner(worst->result));
	release(&all);
}

/* not more steps than an eye can see, but every one of the tail */
static void
write_steps(const struct samples *s, FILE *out)
{
	size_t stride = s->count / STEPS_MAX + 1;
	size_t tail = s->count - s->count / 20;

	for (size_t k = 0; k < s->count; k++)
		if (k % stride == 0 || k >= tail)
			fprintf(out,
			        "%s\t%.5f\t%.7f\n",
			        result_runner(s->result),
			        s->ms[k],
			        (double)(k + 1) / (double)s->count);
}

static int
latency_write(const struct drawing *d)
{
	struct latencies all;
	FILE *out = chart_file(d, "latency.tsv");
	FILE *marks = chart_file(d, "latency-mark.tsv");
	FILE *words =
		chart_words(d,
	                    &chart_latency,
	                    "Until a task is done, from the moment when all are due, over all "
	                    "rounds; the axis stretches the slow end");
	double low = (double)INFINITY;
	double high = 0;

	if (!out || !marks || !words || collect(d, &all) != 0)
		return -1;
	fprintf(out, "runner\tlatency_ms\tfinished\n");
	fprintf(marks, "runner\tp50\tp99\ttext\n");
	for (size_t c = 0; c < all.count; c++) {
		const struct samples *s = &all.cells[c];

		write_steps(s, out);
		fprintf(marks,
		        "%s\t%.5f\t%.5f\tp50 %s · p99 %s\n",
		        result_runner(s->result),
		        s->p.p50,
		        s->p.p99,
		        say_latency(d, s, "p50 of all rounds", s->p.p50),
		        say_latency(d, s, "p99 of all rounds", s->p.p99));
		low = fmin(low, s->ms[0]);
		high = fmax(high, s->p.max);
	}
	fprintf(words,
	        "XMIN = %.5f\nXMAX = %.5f\nSAMPLES = %zu\n",
	        low * 0.9,
	        high * 1.1,
	        all.cells[0].count);
	release(&all);
	return chart_done(out) | chart_done(marks) | chart_done(words);
}

const struct chart chart_latency = {
	.name = "latency",
	.heading = "How long one task takes",
	.alt = "the distribution of task latencies for each model, with a stretched tail",
	.caveat = "All tasks are due at once, so queueing counts; a service whose requests come "
		  "one by one would see less of it.",
	.possible = latency_possible,
	.finding = latency_finding,
	.write = latency_write,
};
