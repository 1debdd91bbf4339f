/*
 * As cpython, but one who gave the lock up by himself may ask for it at once;
 * only who had to be asked waits for the interval (proposed by David Beazley in
 * Python's issue 7946, 2010). No convoy behind one that computes.
 */
#include "runners/gil/request.h"

extern const struct gil_design gil_priority;

static void
priority_take(struct gil *gil, struct gil_worker *worker)
{
	request_take(gil, worker, worker->gave_up);
}

static void
priority_drop(struct gil *gil, struct gil_worker *worker, bool ends)
{
	request_drop(gil, worker);
	if (!ends)
		request_hand_over(gil, worker);
}

const struct gil_design gil_priority = {
	.name = "priority",
	.summary = "cpython, but who gave it up by himself asks at once",
	.asks = true,
	.take = priority_take,
	.drop = priority_drop,
};
