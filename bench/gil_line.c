#include "bench/gil_line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result.h"
#include "bench/summary.h"

static bool
is_hogs(const struct planned *p)
{
	return strcmp(p->cell.workload->name, "hogs") == 0;
}

/* of "0.1ms"; nan for a design's name */
static double
interval_ms(const char *variant)
{
	char *unit;
	double ms = strtod(variant, &unit);

	if (!*variant)
		return GIL_INTERVAL_MS;
	return unit != variant && strcmp(unit, "ms") == 0 ? ms : (double)NAN;
}

double
gil_place(const struct result *r, enum gil_axis axis)
{
	const struct planned *p = r->planned;

	switch (axis) {
	case ALONG_LIMIT:
		return is_hogs(p) ? (double)NAN : (double)p->limit;
	case ALONG_INTERVAL:
		return interval_ms(p->variant);
	case ALONG_SHARE:
		return p->share;
	case ALONG_HOGS:
		return is_hogs(p) ? (double)p->cell.tasks - 1 : (double)NAN;
	}
	return (double)NAN;
}

static bool
is_one_of(const struct result *r, unsigned purposes, const char *runner)
{
	return r->planned->interpreter == 0 && r->planned->purposes & purposes &&
	       r->status == STATUS_OK && r->rounds > 0 && strcmp(result_runner(r), runner) == 0;
}

static bool
is_chosen(const struct result *r, const struct gil_choice *c)
{
	double ms = gil_place(r, ALONG_INTERVAL);

	return is_one_of(r, c->purposes, c->runner) &&
	       (!c->limit || r->planned->limit == c->limit) &&
	       (c->interval_ms > 0 ? ms == c->interval_ms : isfinite(ms)) &&
	       isfinite(gil_place(r, c->along));
}

struct gil_line
gil_line_find(const struct summary *s, const struct gil_choice *choice)
{
	struct gil_line line = {.runner = choice->runner};

	for (size_t k = 0; k < s->count && line.count < GIL_POINTS_MAX; k++) {
		const struct result *r = &s->results[k];
		double place = gil_place(r, choice->along);
		size_t at = line.count;

		if (!is_chosen(r, choice))
			continue;
		for (line.count++; at > 0 && gil_place(line.points[at - 1], choice->along) > place;
		     at--)
			line.points[at] = line.points[at - 1];
		line.points[at] = r;
	}
	return line;
}

const struct result *
gil_cell(const struct summary *s, unsigned purposes, const char *runner, const char *variant,
         enum gil_axis axis, double place)
{
	double ms = interval_ms(variant);

	for (size_t k = 0; k < s->count; k++) {
		const struct result *r = &s->results[k];

		if (is_one_of(r, purposes, runner) && gil_place(r, axis) == place &&
		    (strcmp(r->planned->variant, variant) == 0 ||
		     gil_place(r, ALONG_INTERVAL) == ms))
			return r;
	}
	return NULL;
}
