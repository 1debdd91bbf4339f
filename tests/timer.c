/*
 * Timers come out in the order in which they are due, whatever is put in and taken out in between.
 */
#include "runners/timer.h"

#include "tests/tap.h"
#include "workloads/workload.h"

enum { COUNT = 1000 };

static struct timer timers[COUNT];

static bool
in_order(struct timers *t, size_t expected)
{
	uint64_t last = 0;
	size_t count = 0;
	struct timer *first;

	while ((first = timer_first(t))) {
		if (first->deadline_ns < last)
			return false;
		last = first->deadline_ns;
		timer_remove(t, first);
		if (first->place != 0)
			return false;
		count++;
	}
	return count == expected;
}

static void
fill(struct timers *t, uint64_t modulus)
{
	for (uint64_t k = 0; k < COUNT; k++) {
		timers[k] = (struct timer){.deadline_ns = scramble(k) % modulus};
		timer_add(t, &timers[k]);
	}
}

/* each timer knows its place, and none is due before the one above it */
static bool
heap_holds(const struct timers *t)
{
	for (size_t k = 1; k <= t->count; k++)
		if (t->heap[k]->place != k ||
		    (k > 1 && t->heap[k / 2]->deadline_ns > t->heap[k]->deadline_ns))
			return false;
	return true;
}

static void
removals(struct timers *t)
{
	bool holds = true;
	size_t left = COUNT;

	fill(t, 1000000);
	for (uint64_t k = 0; k < COUNT; k++)
		if (scramble(k + COUNT) % 3 == 0) {
			timer_remove(t, &timers[k]);
			timer_remove(t, &timers[k]);
			holds = holds && heap_holds(t);
			left--;
		}
	ok(holds && t->count == left, "timers are taken out of the middle, and once only");
	ok(in_order(t, left), "the others come out in order");
}

int
main(void)
{
	struct timers t = {.heap = NULL};
	struct timer late = {.deadline_ns = UINT64_MAX - 1};
	struct timer early = {.deadline_ns = 1};

	ok(timer_first(&t) == NULL, "zeroed memory is no timers");
	timer_remove(&t, &late);
	ok(t.count == 0, "one that is not in is left alone");
	timer_add(&t, &late);
	timer_add(&t, &early);
	ok(timer_first(&t) == &early, "the first due is the first");
	timer_remove(&t, &early);
	ok(timer_first(&t) == &late, "then the next");
	timer_add(&t, &early);
	ok(timer_first(&t) == &early, "a timer may be used again");
	ok(in_order(&t, 2), "two in order");
	fill(&t, UINT64_MAX);
	ok(heap_holds(&t) && in_order(&t, COUNT), "a thousand in order");
	fill(&t, 7);
	ok(in_order(&t, COUNT), "a thousand of which many are due at once");
	removals(&t);
	timers_close(&t);
	ok(timer_first(&t) == NULL && t.count == 0, "closed, there are none");
	return done_testing();
}
