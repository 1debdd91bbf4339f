/*
 * Workers that are coroutines, of the scheduler of whoever submits.
 */
#include <errno.h>
#include <stdlib.h>

#include "runners/pool/crew.h"
#include "runners/runner.h"
#include "runners/scheduler.h"
#include "runners/sync/event.h"

struct hand {
	struct worker *worker;
	struct event ended;
};

static void
work(void *argument)
{
	struct hand *hand = argument;

	pool_work(hand->worker);
	event_set(&hand->ended);
}

/* its stack is as a task's */
static int
start(struct worker *w, size_t stack_bytes)
{
	struct hand *hand = calloc(1, sizeof *hand);

	(void)stack_bytes;
	if (!hand)
		return -1;
	hand->worker = w;
	w->own = hand;
	if (coroutine_start(work, hand) == 0)
		return 0;
	free(hand);
	return -1;
}

static void
join(struct worker *w)
{
	struct hand *hand = w->own;

	event_wait(&hand->ended, UINT64_MAX);
	free(hand);
}

const struct crew crew_coroutine = {
	.name = "coroutines",
	.start = start,
	.join = join,
};
