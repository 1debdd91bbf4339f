/*
 * How like the real lock the emulated one is: the errors of known values.
 */
#include "bench/shape.h"

#include <math.h>

#include "tests/tap.h"

int
main(void)
{
	const struct shape shapes[] = {
		{.kind = SHAPE_COMPUTING, .error = 0.01},
		{.kind = SHAPE_COMPUTING, .error = -0.03},
		{.kind = SHAPE_MIXED, .error = 0.02},
		{.kind = SHAPE_MIXED, .error = (double)NAN},
		{.kind = SHAPE_THROUGHPUT, .error = -0.5},
		{.kind = SHAPE_LATENCY, .error = 1},
	};
	struct shape_errors e = shapes_errors(shapes, 6, SHAPE_COMPUTING, SHAPE_MIXED);

	ok(e.cells == 3, "a cell without a result is not counted: %zu", e.cells);
	ok(fabs(e.median - 0.02) < 1e-9, "errors count without their signs: median %g", e.median);
	ok(fabs(e.p90 - 0.03) < 1e-9, "the 90th percentile is a value that was seen: %g", e.p90);
	e = shapes_errors(shapes, 6, SHAPE_THROUGHPUT, SHAPE_LATENCY);
	ok(e.cells == 2 && fabs(e.p90 - 1) < 1e-9, "kinds are told apart");
	e = shapes_errors(shapes, 0, SHAPE_COMPUTING, SHAPE_LATENCY);
	ok(e.cells == 0 && isnan(e.median), "of nothing there is no error");
	return done_testing();
}
