#include "bench/shape.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bench/gil_line.h"
#include "bench/speedup.h"
#include "bench/statistics.h"
#include "bench/summary.h"
#include "runners/runner.h"

enum { FOR_SHAPE = FOR_GIL_SCALING | FOR_GIL_SHARE | FOR_CONVOY };

/* gil-thread-pool is like python-thread-pool */
static bool
is_like(const struct runner *emulation, const struct runner *real)
{
	char name[48];

	snprintf(name, sizeof name, "python-%s", emulation->name + strlen("gil-"));
	return real->program && strcmp(real->name, name) == 0;
}

static const struct result *
find_real(const struct summary *s, const struct planned *emulated)
{
	for (size_t k = 0; k < s->count; k++) {
		const struct planned *p = s->results[k].planned;

		if (p->interpreter == 0 && p->purposes & emulated->purposes & FOR_SHAPE &&
		    p->limit == emulated->limit && p->cell.tasks == emulated->cell.tasks &&
		    p->share == emulated->share && strcmp(p->variant, emulated->variant) == 0 &&
		    is_like(emulated->cell.runner, p->cell.runner))
			return &s->results[k];
	}
	return NULL;
}

/* the same runner without hogs */
static const struct result *
find_hog_free(const struct summary *s, const struct planned *of)
{
	for (size_t k = 0; k < s->count; k++) {
		const struct planned *p = s->results[k].planned;

		if (p->purposes & FOR_CONVOY && p->cell.tasks == 1 &&
		    p->cell.runner == of->cell.runner && p->interpreter == of->interpreter)
			return &s->results[k];
	}
	return NULL;
}

static bool
is_known(const struct result *r)
{
	return r && r->status == STATUS_OK && r->rounds > 0;
}

static double
multiple(const struct summary *s, const struct result *r, enum shape_kind kind)
{
	const struct result *free_of_hogs = find_hog_free(s, r->planned);

	if (kind == SHAPE_COMPUTING || kind == SHAPE_MIXED)
		return run_slowdown(s, r).ratio;
	if (!is_known(r) || !is_known(free_of_hogs))
		return (double)NAN;
	return kind == SHAPE_THROUGHPUT
	               ? r->median.requests_per_s / free_of_hogs->median.requests_per_s
	               : r->median.request_s.mean / free_of_hogs->median.request_s.mean;
}

static void
add(const struct summary *s, struct shape *shapes, size_t *count, struct shape shape)
{
	if (*count == SHAPES_MAX)
		return;
	shape.emulated_value = multiple(s, shape.emulated, shape.kind);
	shape.real_value = multiple(s, shape.real, shape.kind);
	shape.error = shape.emulated_value / shape.real_value - 1;
	shapes[(*count)++] = shape;
}

size_t
shapes_find(const struct summary *s, struct shape *shapes)
{
	size_t count = 0;

	for (size_t k = 0; k < s->count; k++) {
		const struct result *r = &s->results[k];
		const struct planned *p = r->planned;
		struct shape shape = {.emulated = r};

		if (!p->cell.runner->gil || !(p->purposes & FOR_SHAPE) ||
		    !(shape.real = find_real(s, p)))
			continue;
		if (p->purposes & FOR_CONVOY && p->cell.tasks == 1)
			continue; /* the base itself */
		shape.kind = p->purposes & FOR_CONVOY      ? SHAPE_THROUGHPUT
		             : p->purposes & FOR_GIL_SHARE ? SHAPE_MIXED
		                                           : SHAPE_COMPUTING;
		add(s, shapes, &count, shape);
		shape.kind = SHAPE_LATENCY;
		if (p->purposes & FOR_CONVOY)
			add(s, shapes, &count, shape);
	}
	return count;
}

struct shape_errors
shapes_errors(const struct shape *shapes, size_t count, enum shape_kind first, enum shape_kind last)
{
	double errors[SHAPES_MAX];
	size_t n = 0;

	for (size_t k = 0; k < count; k++)
		if (shapes[k].kind >= first && shapes[k].kind <= last && isfinite(shapes[k].error))
			errors[n++] = fabs(shapes[k].error);
	if (n == 0)
		return (struct shape_errors){0, (double)NAN, (double)NAN};
	values_sort(errors, n);
	return (struct shape_errors){n, median(errors, n), quantile(errors, n, 0.9)};
}
