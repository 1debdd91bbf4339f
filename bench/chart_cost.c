/*
 * What a task itself costs under each model: to make, to switch to, to keep.
 */
#include <math.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/cost.h"
#include "bench/cost_finding.h"
#include "bench/figures.h"
#include "bench/limits.h"
#include "bench/summary.h"
#include "runners/runner.h"

extern const struct chart chart_cost;

static const char *
say_size(const struct drawing *d, const char *runner, const char *name, double bytes)
{
	char subject[64];

	snprintf(subject, sizeof subject, "cost/%s", runner);
	return say(d->figures, subject, name, FIGURE_BYTES, bytes);
}

/* under a hundredth of what is touched, the kernel's part is lost in what others make it do */
static bool
kernel_known(const struct cost *c)
{
	return c->kernel_bytes > c->touched_bytes / 100;
}

static double
kept_bytes(const struct cost *c)
{
	return c->touched_bytes + (kernel_known(c) ? c->kernel_bytes : 0);
}

static bool
cost_possible(const struct summary *s)
{
	size_t known = 0;

	for (const struct runner *const *r = runners; *r; r++) {
		struct cost c = cost_find(s, *r);

		known += cost_known(&c);
	}
	return known > 1;
}

/* as the axes write it: no break before a unit, and a micro sign */
static void
write_label(const char *text, FILE *out)
{
	for (; *text; text++)
		if (*text == ' ')
			fputs("\u00a0", out);
		else if (strcmp(text, "us") == 0)
			fputs("µ", out);
		else
			fputc(*text, out);
}

/* the four columns of a time: nanoseconds, and what stands beside the point, or instead of it */
static void
write_time(const struct drawing *d, const char *runner, const char *name, const struct estimate *e,
           const char *aside, FILE *out)
{
	bool known = isfinite(e->value);

	fprintf(out, "\t%.4f\t%.4f\t%.4f\t", e->value * 1e9, e->low * 1e9, e->high * 1e9);
	if (known)
		write_label(cost_say_time(d, runner, name, e), out);
	fprintf(out, "%s%s", known && *aside ? "  " : "", known || *aside ? aside : "-");
}

static void
write_sizes(const struct drawing *d, const struct cost *c, const char *aside, FILE *out)
{
	fprintf(out,
	        "\t%.1f\t%.1f\t",
	        c->touched_bytes,
	        kernel_known(c) ? kept_bytes(c) : (double)NAN);
	if (!isfinite(c->touched_bytes))
		fprintf(out, "%s", *aside ? aside : "-");
	else
		write_label(say_size(d, c->runner, "touched", c->touched_bytes), out);
	if (isfinite(c->touched_bytes) && kernel_known(c)) {
		fprintf(out, "; ");
		write_label(say_size(d, c->runner, "keep", kept_bytes(c)), out);
		fprintf(out, " with the kernel's");
	}
	fputc('\n', out);
}

/* and what a number must not be mistaken for */
static void
write_row(const struct drawing *d, const struct runner *r, const struct cost *c, FILE *out)
{
	static const char *const made[] = {[ONE_WORKER] = "no worker made",
	                                   [POOL] = "handed to a worker that is there",
	                                   [WORKER_PER_TASK] = ""};
	const char *switched = r->lifecycle == ONE_WORKER && isnan(c->switch_s.value)
	                               ? "never: one task at a time"
	                       : r->grid ? "between its processes"
	                                 : "";

	fprintf(out, "%s", c->runner);
	write_time(d, c->runner, "make", &c->make_s, made[r->lifecycle], out);
	write_time(d, c->runner, "switch", &c->switch_s, switched, out);
	write_sizes(d, c, r->lifecycle == WORKER_PER_TASK ? "" : "only its workers", out);
}

/* the ends of a logarithmic axis, with room for a label right of the last point */
struct axis {
	double low, high;
};

static void
axis_take(struct axis *a, double value)
{
	if (!isfinite(value) || value <= 0)
		return;
	a->low = fmin(a->low, value);
	a->high = fmax(a->high, value);
}

static void
axis_take_estimate(struct axis *a, const struct estimate *e)
{
	axis_take(a, e->value * 1e9);
	axis_take(a, e->low * 1e9);
	axis_take(a, e->high * 1e9);
}

static void
write_axis(const struct axis *a, const char *name, FILE *words)
{
	bool empty = a->high <= 0;

	fprintf(words,
	        "%s_MIN = %.3f\n%s_MAX = %.3f\n",
	        name,
	        empty ? 1 : a->low / 2,
	        name,
	        empty ? 10 : a->high * 1.6);
}

/* of what is drawn only */
static void
subtitle_format(const struct drawing *d, char *text, size_t size)
{
	size_t rounds = 0;
	bool sizes = false;

	for (const struct runner *const *r = runners; *r; r++) {
		struct cost c = cost_find(d->summary, *r);

		if (!cost_known(&c))
			continue;
		rounds = !rounds || c.rounds < rounds ? c.rounds : rounds;
		sizes = sizes || isfinite(c.touched_bytes);
	}
	snprintf(text,
	         size,
	         "Make: a task that does nothing, from its worker's making to its end, wall time "
	         "by tasks; a coroutine whose task never waited is used again for the next. "
	         "Switch: a token goes from one waiting task to the other. %sMedians of %s rounds "
	         "with 95\u00a0%% intervals; log scales.",
	         sizes ? "Keep: memory of a task that waits. " : "",
	         say(d->figures, "cost", "rounds", FIGURE_COUNT, (double)rounds));
}

static FILE *
open_words(const struct drawing *d)
{
	char subtitle[600];

	subtitle_format(d, subtitle, sizeof subtitle);
	return chart_words(d, &chart_cost, subtitle);
}

static int
cost_write(const struct drawing *d)
{
	FILE *out = chart_file(d, "cost.tsv");
	FILE *words = open_words(d);
	struct axis times = {(double)INFINITY, 0};
	struct axis sizes = {(double)INFINITY, 0};
	bool kernel = false;

	if (!out || !words)
		return -1;
	fprintf(out,
	        "runner\tmake_ns\tmake_low\tmake_high\tmake_text\tswitch_ns\tswitch_low\t"
	        "switch_high\tswitch_text\ttouched_bytes\tkept_bytes\tkeep_text\n");
	for (const struct runner *const *r = runners; *r; r++) {
		struct cost c = cost_find(d->summary, *r);

		if (!cost_known(&c))
			continue;
		write_row(d, *r, &c, out);
		axis_take_estimate(&times, &c.make_s);
		axis_take_estimate(&times, &c.switch_s);
		axis_take(&sizes, c.touched_bytes);
		axis_take(&sizes, kept_bytes(&c));
		kernel = kernel || kernel_known(&c);
	}
	write_axis(&times, "TIME", words);
	write_axis(&sizes, "SIZE", words);
	fprintf(words, "PANELS = %d\nKERNEL = %d\n", sizes.high > 0 ? 3 : 2, kernel);
	return chart_done(out) | chart_done(words);
}

const struct chart chart_cost = {
	.name = "cost",
	.heading = "What a task costs",
	.alt = "for each model: time to make a task and to switch to it, and memory to keep it",
	.caveat = "The suite's own part, two looks at the clock and a note for each task, is in "
		  "the time to make one: it is what serial shows. It is wall time by "
		  "the number of tasks: models that use several CPUs do several at a time, so one "
		  "can come out under serial. A pool's workers are there before its tasks, and a "
		  "coroutine whose task never waited is used again for the next. Whether two "
		  "threads or processes "
		  "share a core is the system's choice, and most of what a switch between "
		  "them costs. Real tasks bring their caches along.",
	.possible = cost_possible,
	.finding = cost_finding,
	.write = cost_write,
};
