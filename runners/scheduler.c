/*
 * A coroutine for every task that may be begun, and whoever is ready, by turns,
 * first come, first served; and when nobody is, the event loop.
 */
#include "runners/scheduler.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "runners/blocking.h"
#include "runners/clock.h"
#include "runners/overflow.h"
#include "runners/parking.h"
#include "runners/ready.h"
#include "runners/trace.h"

/* Among many that are ready the loop must have its turns too, or timers and descriptors would
 * wait; the clock says when, and is not read at every switch. */
enum { SWITCHES_PER_LOOK = 64, TURN_NS = 50000 };

_Thread_local struct scheduler *scheduler;
_Thread_local char scheduler_failure[160];

static _Thread_local struct pulse unseen;

static struct coroutine *
coroutine_of(struct stack stack)
{
	/* stacks end at a multiple of a cache line */
	return (struct coroutine *)(void *)(stack.bottom + stack.bytes) - 1;
}

struct coroutine *
coroutine_new(struct stacks *stacks, void (*entry)(void *))
{
	struct stack stack = stack_take(stacks);
	struct coroutine *c;

	if (!stack.bottom)
		return NULL;
	c = coroutine_of(stack);
	*c = (struct coroutine){.task = NO_MORE};
	if (context_make(&c->context, stack.bottom, (size_t)((char *)c - stack.bottom), entry, c) !=
	    0)
		return NULL;
	return c;
}

/* the next task's coroutine, if the limit allows for one more */
static struct coroutine *
begin(struct scheduler *s)
{
	struct coroutine *c = s->idle;
	size_t task;

	if (s->exhausted || s->alive >= s->limit)
		return NULL;
	task = s->errand->next(s->errand->owner);
	s->exhausted = task == NO_MORE;
	if (s->exhausted)
		return NULL;
	if (c)
		s->idle = c->next;
	else
		c = coroutine_new(&s->stacks, coroutine_live);
	if (!c) {
		s->failed = errno ? errno : ENOMEM;
		return NULL;
	}
	c->task = task;
	s->alive++;
	return c;
}

static inline __attribute__((always_inline)) void
resume(struct scheduler *s, struct coroutine *c)
{
	s->running = c;
	pulse_beat(s->pulse, c->task);
	context_switch(&s->context, &c->context);
	c = s->running; /* coroutines switch to each other: another may have come back */
	if (c->timed && !s->failed) {
		c->timed = false;
		if (timer_add(&s->timers, &c->timer) != 0)
			s->failed = ENOMEM;
	}
	if (trace)
		trace_now.task = NO_TASK;
}

/* what the loop and the timers have made ready; if nobody is, wait for it */
static void
turn(struct scheduler *s, bool idle)
{
	uint64_t patience_ns = 0;
	struct timer *due;

	if (idle) {
		uint64_t now = clock_ns();

		patience_ns = timers_earliest_ns(&s->timers);
		if (patience_ns != UINT64_MAX)
			patience_ns = patience_ns > now ? patience_ns - now : 0;
	}
	blocking_model = NULL;
	atomic_store_explicit(&s->pulse->task, IN_LOOP, memory_order_relaxed);
	s->loop->engine->turn(s->loop, patience_ns);
	blocking_model = s->model;
	s->turned_ns = clock_ns();
	while ((due = timer_due(&s->timers, s->turned_ns)))
		coroutine_ready(
			(struct coroutine *)((char *)due - offsetof(struct coroutine, timer)));
}

static void
look(struct scheduler *s)
{
	s->switches_left = SWITCHES_PER_LOOK;
	if (clock_ns() - s->turned_ns > TURN_NS)
		turn(s, false);
}

static void
run(struct scheduler *s)
{
	while (!s->failed) {
		struct coroutine *fresh = begin(s);
		struct coroutine *ready;

		if (fresh)
			resume(s, fresh);
		ready = s->failed ? NULL : ready_take(s);
		if (ready)
			resume(s, ready);
		if (!fresh && !ready && (s->failed || s->alive == 0))
			break;
		if (!fresh && !ready)
			turn(s, true);
		else if (look_due(s))
			look(s);
	}
	while (!s->failed && parking_leave(s->loop))
		turn(s, true);
}

static void
failure_describe(const struct scheduler *s)
{
	if (s->failed == EOVERFLOW)
		snprintf(scheduler_failure,
		         sizeof scheduler_failure,
		         "task %zu needs more than its stack of %zu bytes: give it more, such as "
		         "--stack %zuKiB",
		         s->running->task,
		         s->stacks.bytes,
		         s->stacks.bytes < 32768 ? (size_t)64 : s->stacks.bytes / 512);
	else
		snprintf(scheduler_failure,
		         sizeof scheduler_failure,
		         "no memory for more than %zu coroutines",
		         s->alive);
}

/* Coroutines that ended are used again last first; a new errand begins at the first stack, since
 * memory is faster in the order of its addresses. */
static void
start_over(struct scheduler *s)
{
	if (s->alive > 0 || context_holds_memory())
		return;
	s->idle = NULL;
	s->stacks.used = 0;
}

int
scheduler_run(struct scheduler *s, const struct errand *errand)
{
	s->errand = errand;
	s->exhausted = false;
	start_over(s);
	s->turned_ns = clock_ns();
	timer_due(&s->timers, s->turned_ns); /* sets the timers' calendar to today */
	scheduler = s;
	blocking_model = s->model;
	run(s);
	blocking_model = NULL;
	scheduler = NULL;
	if (s->failed)
		failure_describe(s);
	errno = s->failed;
	return s->failed ? -1 : 0;
}

/* A process that a coroutine forks has nothing of the loop: the ring and the epoll descriptor, which it
 * shares, are its parent's. So its calls block. */
static void
leave(void)
{
	blocking_model = NULL;
	scheduler = NULL;
}

static void
leave_in_children(void)
{
	pthread_atfork(NULL, NULL, leave);
}

int
scheduler_open(struct scheduler *s, const struct blocking_model *model, size_t limit,
               size_t stack_bytes)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, leave_in_children);
	*s = (struct scheduler){.model = model, .limit = limit, .pulse = &unseen};
	if (limit > SIZE_MAX / 64) {
		errno = ENOMEM;
		return -1;
	}
	if (context_adopt(&s->context) != 0)
		return -1;
	if (stacks_open(&s->stacks, limit, stack_bytes) == 0) {
		if (ready_open(s) == 0 && overflow_watch(true) == 0) {
			s->loop = loop_open();
			if (s->loop)
				return 0;
			overflow_watch(false);
		}
		ready_close(s);
		stacks_close(&s->stacks);
	}
	context_end(&s->context);
	return -1;
}

void
coroutines_end(const struct stacks *stacks)
{
	if (context_holds_memory())
		for (size_t k = 0; k < stacks->used; k++)
			context_end(&coroutine_of(stack_at(stacks, k))->context);
}

void
scheduler_close(struct scheduler *s)
{
	coroutines_end(&s->stacks);
	s->loop->engine->close(s->loop);
	overflow_watch(false);
	timers_close(&s->timers);
	ready_close(s);
	/* into those of coroutines that were abandoned a read may still be going on */
	if (!s->failed)
		stacks_close(&s->stacks);
	hands_close(s);
	context_end(&s->context);
}
