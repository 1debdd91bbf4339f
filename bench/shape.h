#ifndef BENCH_SHAPE_H
#define BENCH_SHAPE_H

#include <stddef.h>

struct result;
struct summary;

/*
 * How like the real thing the emulated lock is: the same cell under both, each as
 * a multiple of its own base, so that nothing of the languages' own speeds is
 * left. The base is the serial run of the same work, or the run of the
 * same runner without hogs.
 */
enum shape_kind {
	SHAPE_COMPUTING,  /* slow-down of tasks that compute */
	SHAPE_MIXED,      /* slow-down of tasks that compute and wait */
	SHAPE_THROUGHPUT, /* requests a second beside hogs */
	SHAPE_LATENCY,    /* a request's mean latency beside hogs */
	SHAPE_KINDS,
};

struct shape {
	enum shape_kind kind;
	const struct result *emulated, *real;
	double emulated_value, real_value; /* multiples of the base; nan if a cell has no result */
	double error;                      /* emulated / real - 1 */
};

enum { SHAPES_MAX = 128 };

/* the shapes that the campaign's cells show, in their order; how many, at most SHAPES_MAX */
size_t shapes_find(const struct summary *, struct shape *);

/* The median and the 90th percentile of the absolute errors of the shapes whose kinds are from first to
 * last; nan if there are none. */
struct shape_errors {
	size_t cells; /* of which both sides are known */
	double median, p90;
};
struct shape_errors shapes_errors(const struct shape *, size_t count, enum shape_kind first,
                                  enum shape_kind last);

#endif
