#include "bench/shape_section.h"

#include <math.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/result.h"
#include "bench/shape.h"
#include "bench/summary.h"

static const char *const kinds[SHAPE_KINDS] = {
	[SHAPE_COMPUTING] = "computing: slow-down",
	[SHAPE_MIXED] = "computing and waiting: slow-down",
	[SHAPE_THROUGHPUT] = "requests a second, of those without hogs",
	[SHAPE_LATENCY] = "mean latency, as a multiple of that without hogs",
};

static void
write_errors(const struct drawing *d, const struct shape_errors *e, const char *what, FILE *out)
{
	fprintf(out,
	        "| %s | %s | %s | %s |\n",
	        what,
	        say(d->figures, what, "cells", FIGURE_COUNT, (double)e->cells),
	        say(d->figures, what, "median error", FIGURE_PERCENT, 100 * e->median),
	        say(d->figures, what, "90th percentile of errors", FIGURE_PERCENT, 100 * e->p90));
}

/* requests beside hogs are a small part of those without: as one in so many */
static const char *
say_value(const struct drawing *d, const struct shape *shape, const struct result *r, double value)
{
	if (shape->kind == SHAPE_THROUGHPUT)
		return say(d->figures,
		           r->planned->name,
		           "one in so many of the requests without hogs",
		           FIGURE_COUNT,
		           value > 0 ? round(1 / value) : (double)NAN);
	return say(d->figures,
	           r->planned->name,
	           shape->kind == SHAPE_LATENCY ? "mean latency over that without hogs"
	                                        : "slow-down over serial",
	           FIGURE_RATIO,
	           value);
}

static void
write_shape(const struct drawing *d, const struct shape *shape, FILE *out)
{
	const char *one_in = shape->kind == SHAPE_THROUGHPUT ? "1 in " : "";
	const char *error = say(d->figures,
	                        shape->emulated->planned->name,
	                        shape->kind == SHAPE_LATENCY ? "latency error" : "error",
	                        FIGURE_PERCENT,
	                        100 * fabs(shape->error));

	fprintf(out,
	        "| `%s` | %s%s | %s%s | %s%s |\n",
	        shape->emulated->planned->name,
	        one_in,
	        say_value(d, shape, shape->emulated, shape->emulated_value),
	        one_in,
	        say_value(d, shape, shape->real, shape->real_value),
	        !isfinite(shape->error) ? ""
	        : shape->error < 0      ? "\u2212"
	                                : "+",
	        error);
}

void
shape_section_write(const struct drawing *d, FILE *out)
{
	struct shape shapes[SHAPES_MAX];
	size_t count = shapes_find(d->summary, shapes);
	struct shape_errors lock = shapes_errors(shapes, count, SHAPE_COMPUTING, SHAPE_MIXED);
	struct shape_errors rates =
		shapes_errors(shapes, count, SHAPE_THROUGHPUT, SHAPE_THROUGHPUT);
	struct shape_errors waits = shapes_errors(shapes, count, SHAPE_LATENCY, SHAPE_LATENCY);

	if (lock.cells + rates.cells + waits.cells == 0)
		return;
	fprintf(out,
	        "### How like CPython the emulated lock is\n\n"
	        "Each cell was measured under both in the same rounds, and is taken as a multiple "
	        "of its own base: the serial run, or the run without hogs, in the same language. "
	        "No cell was used to tune the emulation. "
	        "Requests are few where intervals are long: their errors are uncertain by as much "
	        "as the "
	        "cells of one side differ from round to round.\n\n"
	        "| cells | how many | median error | 90th percentile |\n| --- | --- | --- | --- "
	        "|\n");
	write_errors(d, &lock, "computing, and computing and waiting", out);
	write_errors(d, &rates, "requests a second beside hogs", out);
	write_errors(d, &waits, "mean latency of requests beside hogs", out);
	fprintf(out, "\n<details><summary>Every cell</summary>\n");
	for (enum shape_kind kind = 0; kind < SHAPE_KINDS; kind++) {
		size_t of_kind = 0;

		for (size_t k = 0; k < count; k++) {
			if (shapes[k].kind != kind)
				continue;
			if (of_kind++ == 0)
				fprintf(out,
				        "\n| %s | emulated | CPython | error |\n| --- | --- | --- "
				        "| "
				        "--- |\n",
				        kinds[kind]);
			write_shape(d, &shapes[k], out);
		}
	}
	fprintf(out, "\n</details>\n\n");
}
