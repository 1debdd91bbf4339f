#ifndef BENCH_GIL_LINE_H
#define BENCH_GIL_LINE_H

#include <stddef.h>

#include "bench/comparison.h"
#include "bench/plan.h"

struct figures;
struct result;
struct summary;

/*
 * The cells that show what a GIL costs, as lines in a chart: those of one
 * runner, along what is varied. What is compared is the time from the start
 * gate to the last task's end, so that an interpreter's start-up has no part.
 */

enum { GIL_POINTS_MAX = 32 };

/* CPython's switch interval, which a cell without a variant has too */
#define GIL_INTERVAL_MS 5.0

/* What a line goes along. */
enum gil_axis {
	ALONG_LIMIT,    /* threads or processes */
	ALONG_INTERVAL, /* the switch interval, in milliseconds */
	ALONG_SHARE,    /* of computing, in per cent */
	ALONG_HOGS,     /* threads that only compute, beside one that answers requests */
};

struct gil_line {
	const char *runner;
	const struct result *points[GIL_POINTS_MAX]; /* ascending; only those that are ok */
	size_t count;
};

/* Which cells a line is made of. */
struct gil_choice {
	unsigned purposes; /* any of these */
	const char *runner;
	enum gil_axis along;
	size_t limit;       /* only this; 0: any */
	double interval_ms; /* only this; 0: any */
};

/* the line of these cells, which may be empty; cells of another design of the lock are not in it */
struct gil_line gil_line_find(const struct summary *, const struct gil_choice *);

/* where a cell stands on an axis; nan if it is not on it */
double gil_place(const struct result *, enum gil_axis);

/* the ok cell of that purpose, runner and variant, at a place on the axis; NULL if there is none */
const struct result *gil_cell(const struct summary *, unsigned purposes, const char *runner,
                              const char *variant, enum gil_axis, double place);

#endif
