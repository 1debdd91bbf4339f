/*
 * What a coroutine does: it works at a task, suspends, goes on when it is
 * ready again, and ends. All of it is short and most of it inline, because of
 * what switch.h says about calls and returns, and since its stack may be small.
 */
#include <errno.h>

#include "runners/clock.h"
#include "runners/ready.h"
#include "runners/trace.h"

void
scheduler_abandon(int error)
{
	scheduler->failed = error;
	context_switch(&scheduler->running->context, &scheduler->context);
	__builtin_unreachable();
}

/* The stack must not have overflowed. A canary dies when the neighbour's memory has been written
 * already: nothing there can go on. */
static inline void
check_stack(const struct scheduler *s, const struct coroutine *c)
{
	const char *bottom = coroutine_bottom(s, c);

	if (s->stacks.guard == GUARD_CANARY && (!stack_whole(bottom) || stack_pointer() < bottom))
		scheduler_abandon(EOVERFLOW);
}

void
coroutine_ready(struct coroutine *c)
{
	struct scheduler *s = scheduler;

	if (!c->asleep)
		return;
	c->asleep = false;
	if (trace)
		c->ready_ns = clock_ns();
	ready_add(s, c);
}

/* who goes on when one suspends: another coroutine at once, unless the scheduler has something to do */
static inline struct context *
successor(struct scheduler *s, const struct coroutine *c)
{
	struct coroutine *next;

	if (c->timed || (!s->exhausted && s->alive < s->limit) || look_due(s) ||
	    !(next = ready_take(s)))
		return &s->context;
	s->running = next;
	pulse_beat(s->pulse, next->task);
	return &next->context;
}

/* inline, as resume is: see switch_to on calls and returns */
static inline __attribute__((always_inline)) void
switch_away(struct coroutine *c)
{
	uint64_t left_ns = trace ? clock_ns() : 0;
	int error = errno;

	check_stack(scheduler, c);
	context_switch(&c->context, successor(scheduler, c));
	if (trace) {
		trace_now.task = coroutine_seen_as(c);
		trace_segment(c->parked ? TASK_AWAITS : TASK_WAITS, left_ns, c->ready_ns);
		trace_segment(TASK_READY, c->ready_ns, clock_ns());
	}
	errno = error;
}

void
coroutine_suspend(struct coroutine *c)
{
	c->asleep = true;
	switch_away(c);
}

/* the scheduler notes the deadline, on its own stack: this one may be small */
void
coroutine_suspend_until(struct coroutine *c, uint64_t deadline_ns)
{
	c->asleep = true;
	c->timer.deadline_ns = deadline_ns;
	c->timed = deadline_ns != UINT64_MAX;
	switch_away(c);
	timer_remove(&scheduler->timers, &c->timer);
}

void
coroutine_yield(void)
{
	struct coroutine *c = scheduler->running;

	c->asleep = true;
	coroutine_ready(c);
	switch_away(c);
}

/* A task that ends may be followed by the next in the same coroutine, its stack warm as it is; but
 * those that are ready, and the loop, must have their turns. */
static bool
goes_on(struct scheduler *s, struct coroutine *c)
{
	if (s->ready_first != s->ready_last || look_due(s))
		return false;
	c->task = s->exhausted ? NO_MORE : s->errand->next(s->errand->owner);
	s->exhausted = c->task == NO_MORE;
	if (s->exhausted)
		return false;
	pulse_beat(s->pulse, c->task);
	return true;
}

void
coroutine_lend_hand(void *coroutine)
{
	struct coroutine *c = coroutine;
	void (*function)(void *);
	void *argument;

	context_entered();
	for (;;) {
		struct scheduler *s = scheduler;

		trace_now.task = NO_TASK;
		function = c->order.function;
		argument = c->order.argument;
		c->timer = (struct timer){.entry = NULL};
		function(argument);
		check_stack(s, c);
		c->next = s->idle_hands;
		s->idle_hands = c;
		context_switch(&c->context, &s->context);
	}
}

void
coroutine_live(void *argument)
{
	struct coroutine *c = argument;

	context_entered();
	for (;;) {
		struct scheduler *s = scheduler;

		do {
			s->errand->work(s->errand->owner, c->task);
			check_stack(s, c);
		} while (goes_on(s, c));
		c->next = s->idle;
		s->idle = c;
		s->alive--;
		context_switch(&c->context, &s->context);
	}
}
