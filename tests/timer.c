/*
 * Timers come out when they are due, in that order, whatever is put in and taken out in between: those
 * due soon, which a heap holds, those of the calendar's pages, and those beyond its last page.
 */
#include "runners/timer.h"

#include <stdlib.h>

#include "tests/tap.h"
#include "workloads/workload.h"

enum { COUNT = 20000 };

static const uint64_t now_ns = 1000000000000000, second_ns = 1000000000;

static struct timer timer[COUNT];

/* take out all, moving on from deadline to deadline: whether they come in order, none early */
static bool
in_order(struct timers *t, size_t expected)
{
	uint64_t last = 0;
	size_t count = 0;
	uint64_t earliest;

	while ((earliest = timers_earliest_ns(t)) != UINT64_MAX) {
		struct timer *due;

		while ((due = timer_due(t, earliest))) {
			if (due->deadline_ns < last || due->deadline_ns > earliest || due->entry)
				return false;
			last = due->deadline_ns;
			count++;
		}
	}
	return count == expected;
}

static bool
fill(struct timers *t, uint64_t within_ns)
{
	bool added = true;

	for (uint64_t k = 0; k < COUNT; k++) {
		timer[k] = (struct timer){.deadline_ns = now_ns + scramble(k) % within_ns};
		added = added && timer_add(t, &timer[k]) == 0;
	}
	return added;
}

/* each timer knows where it is kept */
static bool
all_kept(void)
{
	for (size_t k = 0; k < COUNT; k++)
		if (timer[k].entry && (timer[k].entry->timer != &timer[k] ||
		                       timer[k].entry->deadline_ns != timer[k].deadline_ns))
			return false;
	return true;
}

static void
within(struct timers *t, const char *what, uint64_t within_ns)
{
	size_t left = COUNT;

	timer_due(t, now_ns);
	ok(fill(t, within_ns) && all_kept(), "%s: each knows where it is kept", what);
	ok(in_order(t, COUNT), "%s: in order", what);
	*t = (timers_close(t), (struct timers){.heap = NULL});
	timer_due(t, now_ns);
	fill(t, within_ns);
	for (uint64_t k = 0; k < COUNT; k++)
		if (scramble(k + COUNT) % 3 == 0) {
			timer_remove(t, &timer[k]);
			timer_remove(t, &timer[k]);
			left--;
		}
	ok(all_kept(), "%s: some are taken out, and the others still know", what);
	ok(in_order(t, left), "%s: what was left comes in order", what);
	timers_close(t);
}

/* put in while others come out, as a loop does: none is early, and none is left behind */
static void
on_the_way(void)
{
	struct timers t = {.heap = NULL};
	uint64_t now = now_ns;
	size_t out = 0;
	bool early = false;

	timer_due(&t, now);
	fill(&t, 40 * second_ns);
	for (size_t turns = 0; turns < (size_t)3 * COUNT && now < now_ns + 200 * second_ns;
	     turns++) {
		struct timer *due;

		now = timers_earliest_ns(&t);
		if (now == UINT64_MAX)
			break;
		now += scramble(turns) % 5000000;
		while ((due = timer_due(&t, now))) {
			early = early || due->deadline_ns > now;
			out++;
			if (out > COUNT)
				continue;
			due->deadline_ns = now + scramble(out) % (60 * second_ns);
			timer_add(&t, due);
		}
	}
	ok(!early, "put in again while others come out: none is early");
	ok(out == (size_t)2 * COUNT, "... and each comes out: %zu", out);
	timers_close(&t);
}

/* as where all wait equally long: pages are taken as they lie. Half come out; of the others some are
 * taken out, from the page that is open too, and some come in between */
static void
ascending(void)
{
	enum { EXTRA = 100 };
	static struct timer extra[EXTRA];
	struct timers t = {.heap = NULL};
	const struct timer *due;
	const uint64_t half_ns = now_ns + COUNT * 500ULL;
	bool next = true;
	size_t left = 0;
	size_t k;

	timer_due(&t, now_ns);
	for (k = 0; k < COUNT; k++) {
		timer[k] = (struct timer){.deadline_ns = now_ns + 1000 * (k + 1)};
		timer_add(&t, &timer[k]);
	}
	for (k = 0; (due = timer_due(&t, half_ns)); k++)
		next = next && due == &timer[k];
	ok(next && k == COUNT / 2, "in order: each is the next: %zu", k);
	for (; k < COUNT; k++)
		if (k % 3 == 0)
			timer_remove(&t, &timer[k]);
		else
			left++;
	for (k = 0; k < EXTRA; k++) {
		extra[k] = (struct timer){.deadline_ns = half_ns + 100500 * (EXTRA - k)};
		timer_add(&t, &extra[k]);
	}
	ok(in_order(&t, left + EXTRA), "in order: what was left, and what came between");
	timers_close(&t);
}

int
main(void)
{
	struct timers t = {.heap = NULL};
	struct timer late = {.deadline_ns = UINT64_MAX - 1};
	struct timer early = {.deadline_ns = 1};

	ok(timers_earliest_ns(&t) == UINT64_MAX && !timer_due(&t, now_ns),
	   "zeroed memory is no timers");
	timer_remove(&t, &late);
	timer_add(&t, &late);
	timer_add(&t, &early);
	ok(timers_earliest_ns(&t) == 1 && timer_due(&t, now_ns) == &early,
	   "the first is the first");
	ok(!timer_due(&t, now_ns) && late.entry, "one that is not due stays in");
	timer_add(&t, &early);
	ok(timer_due(&t, now_ns) == &early, "a timer may be used again, if it is overdue");
	timer_remove(&t, &late);
	ok(!late.entry && timers_earliest_ns(&t) == UINT64_MAX, "the last is taken out");
	timers_close(&t);
	ascending();
	within(&t, "all at once", 1);
	within(&t, "within a millisecond", second_ns / 1000);
	within(&t, "within ten seconds", 10 * second_ns);
	within(&t, "within an hour", 3600 * second_ns);
	within(&t, "within centuries", UINT64_MAX / 2);
	on_the_way();
	return done_testing();
}
