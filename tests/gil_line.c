#include "bench/gil_line.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/speedup.h"
#include "bench/summary.h"
#include "tests/tap.h"

enum { CELLS_MAX = 32, ROUNDS = 6 };

static struct planned planned[CELLS_MAX];
static struct result results[CELLS_MAX];
static double runs[CELLS_MAX][ROUNDS];
static struct summary summary = {.results = results};

/* a cell whose runs took that long, more or less */
static struct result *
add(const char *work, const char *runner, size_t limit, const char *variant, double run_s)
{
	size_t k = summary.count++;
	struct planned *p = &planned[k];
	bool hogs = strncmp(work, "hogs", 4) == 0;

	p->cell.workload = workload_find(hogs ? "hogs" : "count");
	p->cell.runner = runner_find(runner);
	p->cell.tasks = limit;
	p->limit = limit;
	p->purposes = hogs ? FOR_CONVOY : FOR_GIL_SCALING;
	p->rounds = ROUNDS;
	snprintf(p->work, sizeof p->work, "%s", work);
	snprintf(p->variant, sizeof p->variant, "%s", variant);
	for (size_t r = 0; r < ROUNDS; r++)
		runs[k][r] = run_s * (1 + 0.01 * (double)r);
	results[k] = (struct result){
		.planned = p, .status = STATUS_OK, .rounds = ROUNDS, .run_s = runs[k]};
	return &results[k];
}

static void
add_all(void)
{
	add("count", "gil-thread-pool", 8, "5ms", 2.2);
	add("count", "serial", 1, "1-cpu", 9);
	add("count", "serial", 1, "", 2);
	add("count-python", "python-serial", 1, "", 4);
	add("count", "gil-thread-pool", 8, "0.1ms", 2.5);
	add("count", "gil-thread-pool", 2, "5ms", 2.1);
	add("count", "gil-thread-pool", 8, "ticks", 5);
	add("count", "gil-thread-pool", 4, "1-cpu", 7);
	add("count", "thread-pool", 2, "", 1);
	add("count-python", "python-thread-pool", 2, "5ms", 8);
	add("count", "gil-thread-pool", 4, "5ms", 1)->status = STATUS_FAILED;
	add("hogs-2", "gil-thread", 3, "5ms", 1);
	add("hogs-0", "gil-thread", 1, "5ms", 1);
	add("hogs-1", "gil-thread", 2, "1ms", 1);
}

static struct gil_line
find(unsigned purposes, const char *runner, enum gil_axis along, size_t limit, double interval_ms)
{
	return gil_line_find(&summary,
	                     &(struct gil_choice){purposes, runner, along, limit, interval_ms});
}

static void
test_lines(void)
{
	struct gil_line l = find(FOR_GIL_SCALING, "gil-thread-pool", ALONG_LIMIT, 0, 5);

	ok(l.count == 2 && l.points[0]->planned->limit == 2 && l.points[1]->planned->limit == 8,
	   "a line ascends, without failed cells, other designs and other intervals");
	l = find(FOR_GIL_SCALING, "gil-thread-pool", ALONG_INTERVAL, 8, 0);
	ok(l.count == 2 && gil_place(l.points[0], ALONG_INTERVAL) == 0.1,
	   "likewise along the interval, for one number of threads");
	l = find(FOR_GIL_SCALING, "thread-pool", ALONG_LIMIT, 0, 5);
	ok(l.count == 1, "a cell without a variant stands at the preset interval");
	l = find(FOR_CONVOY, "gil-thread", ALONG_HOGS, 0, 5);
	ok(l.count == 2 && gil_place(l.points[0], ALONG_HOGS) == 0 &&
	           gil_place(l.points[1], ALONG_HOGS) == 2,
	   "one task of hogs answers, the others are the hogs");
	l = find(FOR_GIL_SHARE, "gil-thread-pool", ALONG_SHARE, 0, 0);
	ok(l.count == 0, "cells for other purposes are not taken");
}

static void
test_cells(void)
{
	const struct result *ticks =
		gil_cell(&summary, FOR_GIL_SCALING, "gil-thread-pool", "ticks", ALONG_LIMIT, 8);

	ok(ticks && strcmp(ticks->planned->variant, "ticks") == 0, "a design has its own cells");
	ok(!gil_cell(&summary, FOR_GIL_SCALING, "gil-thread-pool", "ticks", ALONG_LIMIT, 2),
	   "... and no others");
	ok(gil_cell(&summary, FOR_GIL_SCALING, "thread-pool", "5ms", ALONG_LIMIT, 2) != NULL,
	   "a cell without a variant is found by the preset interval");
}

static void
test_comparisons(void)
{
	const struct result *gil =
		gil_cell(&summary, FOR_GIL_SCALING, "gil-thread-pool", "5ms", ALONG_LIMIT, 8);
	const struct result *python =
		gil_cell(&summary, FOR_GIL_SCALING, "python-thread-pool", "5ms", ALONG_LIMIT, 2);
	const struct result *hogs =
		gil_cell(&summary, FOR_CONVOY, "gil-thread", "5ms", ALONG_HOGS, 2);
	struct comparison slow = run_slowdown(&summary, gil);

	ok(run_base(&summary, gil) == &results[2], "the base is serial, on all CPUs");
	ok(run_base(&summary, python) == &results[3], "... in the same language");
	ok(fabs(slow.ratio - 1.1) < 1e-9,
	   "2.2 s are a slow-down of 1.1 against 2 s: %g",
	   slow.ratio);
	ok(slow.interval.low <= slow.ratio && slow.ratio <= slow.interval.high,
	   "its interval is turned round with it");
	ok(fabs(run_speedup(&summary, python).ratio - 0.5) < 1e-9,
	   "8 s are 0.5 times as fast as 4 s");
	ok(isnan(run_speedup(&summary, hogs).ratio), "without a base there is no speed-up");
}

int
main(void)
{
	add_all();
	test_lines();
	test_cells();
	test_comparisons();
	return done_testing();
}
