/*
 * As cpython, but who is asked may be the first again, and mostly is: it runs,
 * while the other has yet to wake up. The others starve.
 */
#include "runners/gil/request.h"

extern const struct gil_design gil_unforced;

static void
unforced_take(struct gil *gil, struct gil_worker *worker)
{
	request_take(gil, worker, false);
}

static void
unforced_drop(struct gil *gil, struct gil_worker *worker, bool ends)
{
	(void)ends;
	request_drop(gil, worker);
}

const struct gil_design gil_unforced = {
	.name = "unforced",
	.summary = "cpython without forced switching: who is asked may be first again",
	.asks = true,
	.take = unforced_take,
	.drop = unforced_drop,
};
