/*
 * A coroutine for every task that may be begun, and whoever is ready, by turns,
 * first come, first served; and when nobody is, the event loop.
 */
#include "runners/scheduler.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "runners/blocking.h"
#include "runners/clock.h"
#include "runners/overflow.h"
#include "runners/trace.h"

/* Among many that are ready the loop must have its turns too, or timers and descriptors would
 * wait; the clock says when, and is not read at every switch. */
enum { SWITCHES_PER_LOOK = 64, TURN_NS = 50000 };

/* how far ahead a coroutine is fetched into the cache, and its stack */
enum { FETCH_COROUTINE = 12, FETCH_STACK = 6 };

_Thread_local struct scheduler *scheduler;
_Thread_local char scheduler_failure[160];

static struct pulse unseen;

void
scheduler_abandon(int error, const char *format, ...)
{
	struct scheduler *s = scheduler;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(scheduler_failure, sizeof scheduler_failure, format, arguments);
	va_end(arguments);
	s->failed = error;
	context_switch(&s->running->context, &s->context);
	__builtin_unreachable();
}

/* a canary dies when the neighbour's memory has been written already: nothing there can go on */
static void
check_stack(const struct scheduler *s, const struct coroutine *c)
{
	if (!stack_whole(&s->stacks, c->context.bottom))
		overflow_abandon(c->task, s->stacks.bytes);
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
	s->ready[s->ready_last++ & s->ready_mask] = c;
}

static void
switch_away(struct coroutine *c)
{
	uint64_t left_ns = trace ? clock_ns() : 0;
	int error = errno;

	check_stack(scheduler, c);
	context_switch(&c->context, &scheduler->context);
	if (trace) {
		trace_now.task = (uint32_t)c->task;
		trace_segment(TASK_WAITS, left_ns, c->ready_ns);
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
	if (s->ready_first != s->ready_last || ++s->switches % SWITCHES_PER_LOOK == 0)
		return false;
	c->task = s->exhausted ? NO_MORE : s->errand->next(s->errand->owner);
	s->exhausted = c->task == NO_MORE;
	if (s->exhausted)
		return false;
	pulse_beat(s->pulse, c->task);
	return true;
}

static void
live(void *argument)
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

static struct coroutine *
coroutine_of(struct stack stack)
{
	const uintptr_t half_line = 32;
	uintptr_t top = (uintptr_t)stack.bottom + stack.bytes - sizeof(struct coroutine);

	return (struct coroutine *)(top & ~(half_line - 1));
}

static struct coroutine *
coroutine_new(struct scheduler *s)
{
	struct stack stack = stack_take(&s->stacks);
	struct coroutine *c = coroutine_of(stack);

	if (!stack.bottom)
		return NULL;
	*c = (struct coroutine){.task = NO_MORE};
	if (context_make(&c->context, stack.bottom, (size_t)((char *)c - stack.bottom), live, c) !=
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
		c = coroutine_new(s);
	if (!c) {
		s->failed = errno ? errno : ENOMEM;
		snprintf(scheduler_failure,
		         sizeof scheduler_failure,
		         "no memory for more than %zu coroutines",
		         s->alive);
		return NULL;
	}
	c->task = task;
	s->alive++;
	return c;
}

static struct coroutine *
next_ready(struct scheduler *s)
{
	const size_t count = s->ready_last - s->ready_first;
	const size_t first = s->ready_first;

	if (count == 0)
		return NULL;
	if (count > FETCH_COROUTINE) {
		__builtin_prefetch(s->ready[(first + FETCH_COROUTINE) & s->ready_mask]);
		__builtin_prefetch(
			s->ready[(first + FETCH_STACK) & s->ready_mask]->context.stack_pointer);
	}
	s->ready_first++;
	return s->ready[first & s->ready_mask];
}

static void
resume(struct scheduler *s, struct coroutine *c)
{
	s->running = c;
	pulse_beat(s->pulse, c->task);
	context_switch(&s->context, &c->context);
	if (c->timed && !s->failed) {
		c->timed = false;
		if (timer_add(&s->timers, &c->timer) != 0) {
			s->failed = ENOMEM;
			snprintf(scheduler_failure,
			         sizeof scheduler_failure,
			         "no memory for another timer");
		}
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
run(struct scheduler *s)
{
	while (!s->failed) {
		struct coroutine *fresh = begin(s);
		struct coroutine *ready;

		if (fresh)
			resume(s, fresh);
		ready = s->failed ? NULL : next_ready(s);
		if (ready)
			resume(s, ready);
		if (!fresh && !ready && (s->failed || s->alive == 0))
			break;
		if (!fresh && !ready)
			turn(s, true);
		else if (++s->switches % SWITCHES_PER_LOOK == 0 &&
		         clock_ns() - s->turned_ns > TURN_NS)
			turn(s, false);
	}
}

int
scheduler_run(struct scheduler *s, const struct errand *errand)
{
	s->errand = errand;
	s->exhausted = false;
	s->turned_ns = clock_ns();
	timer_due(&s->timers, s->turned_ns); /* sets the timers' calendar to today */
	scheduler = s;
	blocking_model = s->model;
	run(s);
	blocking_model = NULL;
	scheduler = NULL;
	errno = s->failed;
	return s->failed ? -1 : 0;
}

static int
ring_open(struct scheduler *s)
{
	size_t room = 1;

	while (room < s->limit)
		room *= 2;
	s->ready_mask = room - 1;
	s->ready = mmap(NULL,
	                room * sizeof(struct coroutine *),
	                PROT_READ | PROT_WRITE,
	                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
	                -1,
	                0);
	if (s->ready != MAP_FAILED)
		return 0;
	s->ready = NULL;
	return -1;
}

int
scheduler_open(struct scheduler *s, const struct blocking_model *model, size_t limit,
               size_t stack_bytes)
{
	*s = (struct scheduler){.model = model, .limit = limit, .pulse = &unseen};
	if (limit > SIZE_MAX / 64) {
		errno = ENOMEM;
		return -1;
	}
	if (context_adopt(&s->context) != 0)
		return -1;
	if (stacks_open(&s->stacks, limit, stack_bytes) == 0) {
		if (ring_open(s) == 0 && overflow_watch(true) == 0) {
			s->loop = loop_open();
			if (s->loop)
				return 0;
			overflow_watch(false);
		}
		stacks_close(&s->stacks);
	}
	context_end(&s->context);
	return -1;
}

void
scheduler_close(struct scheduler *s)
{
	if (context_holds_memory())
		for (size_t k = 0; k < s->stacks.used; k++)
			context_end(&coroutine_of(stack_at(&s->stacks, k))->context);
	s->loop->engine->close(s->loop);
	overflow_watch(false);
	timers_close(&s->timers);
	munmap(s->ready, (s->ready_mask + 1) * sizeof *s->ready);
	stacks_close(&s->stacks);
	context_end(&s->context);
}
