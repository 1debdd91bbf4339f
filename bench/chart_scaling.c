/*
 * Speed-up over the number of tasks in flight, with the fitted law.
 */
#include <math.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/result.h"
#include "bench/scalability.h"
#include "bench/summary.h"
#include "runners/runner.h"

extern const struct chart chart_scaling;

enum { POINTS_MAX = 32, CURVE_POINTS = 48 };

/* what one runner did at one work, by tasks in flight */
struct curve {
	const char *runner;
	const struct result *points[POINTS_MAX];
	size_t count;
};

/* the work that stands for computing, or for waiting */
static const char *
work_of(const struct summary *s, enum bound bound)
{
	for (size_t k = 0; k < s->count; k++)
		if (s->results[k].planned->purposes & FOR_SCALING &&
		    s->results[k].planned->cell.workload->bound == bound)
			return s->results[k].planned->work;
	return NULL;
}

static struct curve
find_curve(const struct summary *s, const char *work, const char *runner)
{
	struct curve curve = {.runner = runner};

	for (size_t k = 0; k < s->count; k++) {
		const struct result *r = &s->results[k];
		size_t at;

		if (!(r->planned->purposes & FOR_SCALING) || strcmp(r->planned->work, work) != 0 ||
		    r->status != STATUS_OK || strcmp(result_runner(r), runner) != 0 ||
		    !isfinite(r->speedup.ratio) || curve.count == POINTS_MAX)
			continue;
		for (at = curve.count++;
		     at > 0 && curve.points[at - 1]->planned->limit > r->planned->limit;
		     at--)
			curve.points[at] = curve.points[at - 1];
		curve.points[at] = r;
	}
	return curve;
}

static bool
scaling_possible(const struct summary *s)
{
	const char *works[] = {work_of(s, CPU_BOUND), work_of(s, IO_BOUND)};

	for (size_t w = 0; w < 2; w++) {
		bool some = false;

		for (const struct runner *const *r = runners + 1; works[w] && *r; r++)
			some = some || find_curve(s, works[w], (*r)->name).count > 1;
		if (!some)
			return false;
	}
	return true;
}

static const struct result *
best_point(const struct summary *s, const char *work)
{
	const struct result *best = NULL;

	for (const struct runner *const *r = runners + 1; *r; r++) {
		struct curve c = find_curve(s, work, (*r)->name);

		for (size_t k = 0; k < c.count; k++)
			if (!best || c.points[k]->speedup.ratio > best->speedup.ratio)
				best = c.points[k];
	}
	return best;
}

static void
scaling_finding(const struct drawing *d, FILE *out)
{
	const struct result *cpu = best_point(d->summary, work_of(d->summary, CPU_BOUND));
	const struct result *io = best_point(d->summary, work_of(d->summary, IO_BOUND));

	fprintf(out,
	        "Waiting scales to %s with %s in flight; computing to %s on %s CPUs",
	        say_speedup(d->figures, io),
	        say(d->figures,
	            io->planned->name,
	            "limit",
	            FIGURE_COUNT,
	            (double)io->planned->limit),
	        say_speedup(d->figures, cpu),
	        say(d->figures, "machine", "available_cpus", FIGURE_COUNT, d->summary->plan.cpus));
}

struct scaling_files {
	FILE *points, *fit, *end;
	double low, high, most; /* the ranges that hold all */
};

static void
write_fit(const struct drawing *d, const struct curve *c, int panel, struct scaling_files *f)
{
	double n[POINTS_MAX];
	double x[POINTS_MAX];
	char subject[96];
	struct scalability law;

	for (size_t k = 0; k < c->count; k++) {
		n[k] = (double)c->points[k]->planned->limit;
		x[k] = c->points[k]->speedup.ratio;
	}
	if (scalability_fit(n, x, c->count, &law) != 0)
		return;
	snprintf(subject, sizeof subject, "%s/%s", c->points[0]->planned->work, c->runner);
	say(d->figures, subject, "usl sigma", FIGURE_PERCENT, 100 * law.sigma);
	say(d->figures, subject, "usl kappa", FIGURE_PERCENT, 100 * law.kappa);
	say(d->figures, subject, "usl r2", FIGURE_COUNT, law.r2);
	for (int k = 0; k <= CURVE_POINTS; k++) {
		double at = n[0] * pow(n[c->count - 1] / n[0], (double)k / CURVE_POINTS);

		fprintf(f->fit,
		        "%d\t%s\t%.5f\t%.5f\n",
		        panel,
		        c->runner,
		        at,
		        scalability_at(&law, at));
	}
}

static void
write_curve(const struct drawing *d, const struct curve *c, int panel, struct scaling_files *f)
{
	const struct result *last;

	for (size_t k = 0; k < c->count; k++) {
		const struct comparison *s = &c->points[k]->speedup;
		double limit = (double)c->points[k]->planned->limit;

		fprintf(f->points,
		        "%d\t%s\t%.0f\t%.6f\t%.6f\t%.6f\n",
		        panel,
		        c->runner,
		        limit,
		        s->ratio,
		        s->interval.low,
		        s->interval.high);
		f->low = fmin(f->low, isfinite(s->interval.low) ? s->interval.low : s->ratio);
		f->high = fmax(f->high, isfinite(s->interval.high) ? s->interval.high : s->ratio);
		f->most = fmax(f->most, limit);
	}
	if (c->count == 0)
		return;
	last = c->points[c->count - 1];
	fprintf(f->end,
	        "%d\t%s\t%zu\t%.6f\t%s\t%s at %zu\n",
	        panel,
	        c->runner,
	        last->planned->limit,
	        last->speedup.ratio,
	        c->runner,
	        say_speedup(d->figures, last),
	        last->planned->limit);
	write_fit(d, c, panel, f);
}

static int
scaling_write(const struct drawing *d)
{
	const struct summary *s = d->summary;
	const char *works[] = {work_of(s, CPU_BOUND), work_of(s, IO_BOUND)};
	struct scaling_files f = {chart_file(d, "scaling.tsv"),
	                          chart_file(d, "scaling-fit.tsv"),
	                          chart_file(d, "scaling-end.tsv"),
	                          0.9,
	                          1.1,
	                          2};
	FILE *words =
		chart_words(d,
	                    &chart_scaling,
	                    "Speed-up over the serial runner by tasks in flight: medians with 95 % "
	                    "intervals; lines: the Universal Scalability Law, fitted to 4 points "
	                    "or more");

	if (!f.points || !f.fit || !f.end || !words)
		return -1;
	fprintf(f.points, "panel\trunner\tlimit\tratio\tlow\thigh\n");
	fprintf(f.fit, "panel\trunner\tlimit\tratio\n");
	fprintf(f.end, "panel\trunner\tlimit\tratio\tlabel\ttext\n");
	for (int panel = 0; panel < 2; panel++)
		for (const struct runner *const *r = runners + 1; *r; r++) {
			struct curve curve = find_curve(s, works[panel], (*r)->name);

			write_curve(d, &curve, panel + 1, &f);
		}
	fprintf(words,
	        "PANEL1 = 'Computing: %s'\nPANEL2 = 'Waiting: %s'\nCPUS = %u\nXMAX = %.3f\n"
	        "YMIN = %.4f\nYMAX = %.4f\n",
	        works[0],
	        works[1],
	        s->plan.cpus,
	        f.most * 1.15,
	        f.low * 0.85,
	        f.high * 1.3);
	return chart_done(f.points) | chart_done(f.fit) | chart_done(f.end) | chart_done(words);
}

const struct chart chart_scaling = {
	.name = "scaling",
	.heading = "More in flight",
	.alt = "speed-up over tasks in flight, for computing and for waiting",
	.caveat = "A law fitted to a few points describes them; it does not foretell what lies "
		  "beyond.",
	.possible = scaling_possible,
	.finding = scaling_finding,
	.write = scaling_write,
};
