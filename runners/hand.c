/*
 * Coroutines that are no tasks, but help one. They are made when they are needed, on
 * stacks beside those of the tasks, and used again.
 */
#include <errno.h>
#include <stdlib.h>

#include "runners/ready.h"

enum { STACKS_MOST = 256 };

/* as many stacks as there were hands before */
static struct annex *
annex_new(struct scheduler *s)
{
	const size_t count = s->hands < STACKS_MOST ? s->hands + 4 : STACKS_MOST;
	struct annex *annex = calloc(1, sizeof *annex);

	if (!annex || stacks_open(&annex->stacks, count, s->stacks.bytes) != 0) {
		free(annex);
		return NULL;
	}
	annex->stacks.guard = s->stacks.guard; /* or the tops would not lie alike */
	annex->next = s->annex;
	return annex;
}

static struct coroutine *
hand_new(struct scheduler *s)
{
	struct coroutine *c;

	if (!s->annex || s->annex->stacks.used == s->annex->stacks.count) {
		struct annex *annex = annex_new(s);

		if (!annex)
			return NULL;
		s->annex = annex;
	}
	if (ready_widen(s, s->limit + s->hands + 1) != 0)
		return NULL;
	c = coroutine_new(&s->annex->stacks, coroutine_lend_hand);
	if (c)
		c->hand = ++s->hands;
	return c;
}

int
coroutine_start(void (*function)(void *), void *argument)
{
	struct scheduler *s = scheduler;
	struct coroutine *c;

	if (!s) {
		errno = ENOTSUP;
		return -1;
	}
	c = s->idle_hands;
	if (c)
		s->idle_hands = c->next;
	else
		c = hand_new(s);
	if (!c)
		return -1;
	c->order.function = function;
	c->order.argument = argument;
	c->task = s->running->task;
	c->asleep = true;
	coroutine_ready(c);
	return 0;
}

bool
scheduler_guards(const struct scheduler *s, const void *address)
{
	bool guards = stack_guards(&s->stacks, address);

	for (const struct annex *a = s->annex; a && !guards; a = a->next)
		guards = stack_guards(&a->stacks, address);
	return guards;
}

size_t
scheduler_stack_used(const struct scheduler *s)
{
	size_t most = stacks_most_used(&s->stacks);

	for (const struct annex *a = s->annex; a; a = a->next) {
		size_t used = stacks_most_used(&a->stacks);

		most = used > most ? used : most;
	}
	return most;
}

void
hands_close(struct scheduler *s)
{
	struct annex *next;

	for (struct annex *a = s->annex; a; a = next) {
		next = a->next;
		coroutines_end(&a->stacks);
		if (!s->failed)
			stacks_close(&a->stacks);
		free(a);
	}
	s->annex = NULL;
}
