/*
 * How much faster than serial each model does the works of a lesson: one chart for those that compute in
 * libraries, one for those that wait.
 */
#include <math.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/forest.h"
#include "bench/lesson.h"
#include "bench/result.h"
#include "bench/speedup.h"
#include "bench/summary.h"

extern const struct chart chart_computing;
extern const struct chart chart_waiting;

/* the cell with the greatest speed-up among those of a lesson from one to another that are surely faster than
 * serial; NULL if none is */
static const struct result *
fastest(const struct summary *s, const struct lesson *lesson, size_t from, size_t end)
{
	const struct result *best = NULL;

	for (size_t k = from; k < end; k++) {
		struct comparison c = run_speedup(s, lesson->cells[k]);

		if (c.verdict == FASTER && (!best || c.ratio > run_speedup(s, best).ratio))
			best = lesson->cells[k];
	}
	return best;
}

static bool
is_possible(const struct summary *s, unsigned purpose)
{
	struct lesson lesson = lesson_find(s, purpose);

	for (size_t k = 0; k < lesson.count; k++)
		if (!lesson_is_by(lesson.cells[k], "serial") &&
		    isfinite(run_speedup(s, lesson.cells[k]).ratio))
			return true;
	return false;
}

/* "1.95× as fast as serial (gzip by process-pool)" */
static void
write_fastest(const struct drawing *d, const struct lesson *lesson, FILE *out)
{
	const struct result *best = fastest(d->summary, lesson, 0, lesson->count);

	if (best)
		fprintf(out,
		        "up to %s as fast as serial (%s by %s)",
		        say_run_speedup(d->figures, d->summary, best),
		        best->planned->work,
		        result_runner(best));
	else
		fprintf(out, "not surely faster than serial under any model");
}

/* the work whose fastest model gains least */
static void
write_least(const struct drawing *d, const struct lesson *lesson, FILE *out)
{
	const struct result *most = fastest(d->summary, lesson, 0, lesson->count);
	const struct result *least = most;

	for (size_t k = 0; most && k < lesson->count; k = lesson_work_end(lesson, k)) {
		const struct result *any = lesson->cells[k];
		const struct result *best =
			fastest(d->summary, lesson, k, lesson_work_end(lesson, k));

		if (!best) {
			if (any)
				fprintf(out,
				        "; for %s no model is surely faster",
				        any->planned->work);
			return;
		}
		if (run_speedup(d->summary, best).ratio < run_speedup(d->summary, least).ratio)
			least = best;
	}
	if (least != most)
		fprintf(out,
		        "; least is %s: %s by %s",
		        least->planned->work,
		        say_run_speedup(d->figures, d->summary, least),
		        result_runner(least));
}

/* what one core can do */
static void
write_coroutines(const struct drawing *d, const struct lesson *lesson, FILE *out)
{
	size_t cells = 0;
	size_t no_faster = 0;
	size_t faster = 0;

	for (size_t k = 0; k < lesson->count; k++) {
		struct comparison c = run_speedup(d->summary, lesson->cells[k]);

		if (!lesson_is_by(lesson->cells[k], "coroutine"))
			continue;
		cells++;
		no_faster += c.interval.high <= 1 + THRESHOLD;
		faster += c.verdict == FASTER;
	}
	if (cells > 0)
		fprintf(out,
		        "; coroutines, on one core, are %s",
		        no_faster == cells ? "no faster than serial"
		        : faster > 0       ? "faster than serial, too"
		                           : "not separated from serial");
}

static int
write_rows(const struct drawing *d, const struct chart *chart, unsigned purpose,
           const char *subtitle)
{
	struct lesson lesson = lesson_find(d->summary, purpose);
	struct forest forest;

	if (forest_begin(&forest, d, chart, subtitle) != 0)
		return -1;
	for (size_t k = 0; k < lesson.count;) {
		size_t end = lesson_work_end(&lesson, k);
		const struct result *serial = run_base(d->summary, lesson.cells[k]);

		for (; k < end; k++) {
			struct comparison c = run_speedup(d->summary, lesson.cells[k]);

			if (lesson.cells[k] != serial && serial)
				forest_row(
					&forest,
					serial->planned->work,
					say_run(d->figures, serial),
					lesson.cells[k],
					&c,
					say_run_speedup(d->figures, d->summary, lesson.cells[k]));
		}
		if (serial)
			forest_next(&forest);
	}
	return forest_end(&forest);
}

static bool
computing_possible(const struct summary *s)
{
	return is_possible(s, FOR_COMPUTING);
}

static void
computing_finding(const struct drawing *d, FILE *out)
{
	struct lesson lesson = lesson_find(d->summary, FOR_COMPUTING);

	fprintf(out, "Computing in libraries is ");
	write_fastest(d, &lesson, out);
	write_coroutines(d, &lesson, out);
}

static int
computing_write(const struct drawing *d)
{
	return write_rows(d,
	                  &chart_computing,
	                  FOR_COMPUTING,
	                  "Speed-up of each work over serial, without start-up: median of paired "
	                  "rounds with its 95 % interval; left of the line: slower than serial.");
}

const struct chart chart_computing = {
	.name = "computing",
	.script = "overview",
	.heading = "Computing in libraries",
	.alt = "for each work that computes in a library, every model's speed-up over serial with "
	       "its interval",
	.caveat = "A library that starts threads of its own, or that keeps a GIL while it works, "
		  "does otherwise: these give it up at every checkpoint between their chunks.",
	.possible = computing_possible,
	.finding = computing_finding,
	.write = computing_write,
};

static bool
waiting_possible(const struct summary *s)
{
	return is_possible(s, FOR_WAITING);
}

static void
waiting_finding(const struct drawing *d, FILE *out)
{
	struct lesson lesson = lesson_find(d->summary, FOR_WAITING);

	fprintf(out, "Waiting together is ");
	write_fastest(d, &lesson, out);
	write_least(d, &lesson, out);
}

static int
waiting_write(const struct drawing *d)
{
	return write_rows(d,
	                  &chart_waiting,
	                  FOR_WAITING,
	                  "Speed-up of each work over serial, without start-up: median of paired "
	                  "rounds with its 95 % interval; left of the line: slower than serial.");
}

const struct chart chart_waiting = {
	.name = "waiting",
	.script = "overview",
	.heading = "Waiting for a database, a program, a page",
	.alt = "for each work that waits, every model's speed-up over serial with its interval",
	.caveat = "All of it waits for this machine alone: a database, a disk or a network of your "
		  "own has limits of its own, which no model lifts.",
	.possible = waiting_possible,
	.finding = waiting_finding,
	.write = waiting_write,
};
