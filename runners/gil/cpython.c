/*
 * CPython's since 3.2: who waits asks after the switch interval, and who is
 * asked lets another be first. Fair among those who compute; one who mostly
 * waits for other things gets it back only after an interval (the convoy
 * effect).
 */
#include "runners/gil/request.h"

extern const struct gil_design gil_cpython;

static void
cpython_take(struct gil *gil, struct gil_worker *worker)
{
	request_take(gil, worker, false);
}

static void
cpython_drop(struct gil *gil, struct gil_worker *worker, bool ends)
{
	request_drop(gil, worker);
	if (!ends)
		request_hand_over(gil, worker);
}

const struct gil_design gil_cpython = {
	.name = "cpython",
	.summary = "CPython's: who waits asks after the switch interval",
	.asks = true,
	.take = cpython_take,
	.drop = cpython_drop,
};
