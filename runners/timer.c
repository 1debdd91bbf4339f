#include "runners/timer.h"

#include <stdlib.h>

static void
put(struct timers *t, size_t place, struct timer_entry entry)
{
	t->heap[place] = entry;
	entry.timer->entry = &t->heap[place];
}

static void
rise(struct timers *t, size_t place, struct timer_entry entry)
{
	while (place > 1 && t->heap[place / 2].deadline_ns > entry.deadline_ns) {
		put(t, place, t->heap[place / 2]);
		place /= 2;
	}
	put(t, place, entry);
}

static void
sink(struct timers *t, size_t place, struct timer_entry entry)
{
	for (size_t child; (child = 2 * place) <= t->count; place = child) {
		if (child < t->count && t->heap[child + 1].deadline_ns < t->heap[child].deadline_ns)
			child++;
		if (t->heap[child].deadline_ns >= entry.deadline_ns)
			break;
		put(t, place, t->heap[child]);
	}
	put(t, place, entry);
}

static int
heap_grow(struct timers *t)
{
	size_t room = t->room ? 2 * t->room : 64;
	struct timer_entry *heap = realloc(t->heap, room * sizeof *heap);

	if (!heap)
		return -1;
	t->heap = heap;
	t->room = room;
	for (size_t k = 1; k <= t->count; k++)
		heap[k].timer->entry = &heap[k];
	return 0;
}

static int
heap_add(void *timers, struct timer *timer)
{
	struct timers *t = timers;

	if (t->count + 1 >= t->room && heap_grow(t) != 0)
		return -1;
	rise(t, ++t->count, (struct timer_entry){timer->deadline_ns, timer});
	return 0;
}

static void
heap_remove(struct timers *t, struct timer *timer)
{
	const size_t place = (size_t)(timer->entry - t->heap);
	const struct timer_entry last = t->heap[t->count--];

	timer->entry = NULL;
	if (last.timer == timer)
		return;
	if (place > 1 && t->heap[place / 2].deadline_ns > last.deadline_ns)
		rise(t, place, last);
	else
		sink(t, place, last);
}

int
timer_add(struct timers *t, struct timer *timer)
{
	return timer->deadline_ns < t->later.start_ns ? heap_add(t, timer)
	                                              : calendar_add(&t->later, timer);
}

void
timer_remove(struct timers *t, struct timer *timer)
{
	if (!timer->entry)
		return;
	if (timer->entry > t->heap && timer->entry <= t->heap + t->count)
		heap_remove(t, timer);
	else
		calendar_remove(&t->later, timer);
}

/* the first of the near ones, whichever way they are kept */
static struct timer *
first_near(struct timers *t)
{
	struct timer *laid_open = calendar_first(&t->later);

	if (t->count > 0 && (!laid_open || t->heap[1].deadline_ns < laid_open->deadline_ns))
		return t->heap[1].timer;
	return laid_open;
}

struct timer *
timer_due(struct timers *t, uint64_t now_ns)
{
	struct timer *first;

	/* what finds no room in the heap stays in the calendar, and comes late rather than never */
	calendar_turn(&t->later, now_ns, heap_add, t);
	first = first_near(t);
	if (!first || first->deadline_ns > now_ns)
		return NULL;
	timer_remove(t, first);
	return first;
}

uint64_t
timers_earliest_ns(struct timers *t)
{
	const uint64_t later_ns = calendar_earliest_ns(&t->later);

	return t->count > 0 && t->heap[1].deadline_ns < later_ns ? t->heap[1].deadline_ns
	                                                         : later_ns;
}

void
timers_close(struct timers *t)
{
	free(t->heap);
	calendar_close(&t->later);
	*t = (struct timers){.heap = NULL};
}
