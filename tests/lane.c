#include "bench/lane.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static int
is(const struct span *s, long task, double from_us, double to_us, const char *state)
{
	return s->task == task && s->from_us == from_us && s->to_us == to_us &&
	       strcmp(s->state, state) == 0;
}

/* two tasks under a lock: the second waits for it, computes, waits for something else; the first had it
 * before, and after */
static json_t *
two_tasks(void)
{
	return json_loads("{\"tasks_us\":[[0,40],[2,30]],\"segments_us\":["
	                  "[0,\"lock\",10,20],[1,\"wait\",20,30],[1,\"lock\",2,10]]}",
	                  0,
	                  NULL);
}

static void
test_spans(void)
{
	json_t *events = two_tasks();
	size_t count;
	struct span *spans = spans_read(events, &count);

	ok(count == 6, "two tasks have %zu stretches", count);
	ok(is(&spans[0], 0, 0, 10, "run") && is(&spans[1], 0, 10, 20, "lock") &&
	           is(&spans[2], 0, 20, 40, "run"),
	   "a task runs where nothing else is said");
	ok(is(&spans[3], 1, 2, 10, "lock") && is(&spans[4], 1, 10, 20, "run") &&
	           is(&spans[5], 1, 20, 30, "wait"),
	   "its stretches are in order, and none is empty");
	free(spans);
	json_decref(events);
}

static void
test_handovers(void)
{
	json_t *events = two_tasks();
	size_t count;
	size_t handovers;
	struct span *spans = spans_read(events, &count);
	struct handover *all = handovers_find(spans, count, &handovers);

	ok(handovers == 2, "the lock goes over twice: %zu", handovers);
	ok(all[0].from == 1 && all[0].to == 0 && all[0].at_us == 20, "back to the first at last");
	ok(all[1].from == 0 && all[1].to == 1 && all[1].at_us == 10,
	   "from the first to the second");
	free(all);
	free(spans);
	json_decref(events);
}

static void
test_nothing(void)
{
	json_t *events = json_object();
	size_t count;
	size_t handovers;
	struct span *spans = spans_read(events, &count);
	struct handover *all = handovers_find(spans, count, &handovers);

	ok(spans && count == 0 && all && handovers == 0, "a run without events has no stretches");
	free(all);
	free(spans);
	json_decref(events);
}

int
main(void)
{
	test_spans();
	test_handovers();
	test_nothing();
	return done_testing();
}
