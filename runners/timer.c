#include "runners/timer.h"

#include <stdlib.h>

static void
put(struct timers *t, size_t place, struct timer *timer)
{
	t->heap[place] = timer;
	timer->place = place;
}

static void
rise(struct timers *t, size_t place, struct timer *timer)
{
	while (place > 1 && t->heap[place / 2]->deadline_ns > timer->deadline_ns) {
		put(t, place, t->heap[place / 2]);
		place /= 2;
	}
	put(t, place, timer);
}

static void
sink(struct timers *t, size_t place, struct timer *timer)
{
	for (size_t child; (child = 2 * place) <= t->count; place = child) {
		if (child < t->count &&
		    t->heap[child + 1]->deadline_ns < t->heap[child]->deadline_ns)
			child++;
		if (t->heap[child]->deadline_ns >= timer->deadline_ns)
			break;
		put(t, place, t->heap[child]);
	}
	put(t, place, timer);
}

int
timer_add(struct timers *t, struct timer *timer)
{
	if (t->count + 1 >= t->room) {
		size_t room = t->room ? 2 * t->room : 64;
		struct timer **heap = realloc(t->heap, room * sizeof(struct timer *));

		if (!heap)
			return -1;
		t->heap = heap;
		t->room = room;
	}
	rise(t, ++t->count, timer);
	return 0;
}

void
timer_remove(struct timers *t, struct timer *timer)
{
	size_t place = timer->place;
	struct timer *last;

	if (place == 0)
		return;
	timer->place = 0;
	last = t->heap[t->count--];
	if (last == timer)
		return;
	if (place > 1 && t->heap[place / 2]->deadline_ns > last->deadline_ns)
		rise(t, place, last);
	else
		sink(t, place, last);
}

struct timer *
timer_first(const struct timers *t)
{
	return t->count ? t->heap[1] : NULL;
}

void
timers_close(struct timers *t)
{
	free(t->heap);
	*t = (struct timers){.heap = NULL};
}
