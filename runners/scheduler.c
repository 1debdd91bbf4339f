/*
 * First a coroutine for every task that may be begun, in order; then whoever is
 * ready, first come, first served; and when nobody is, the event loop.
 */
#include "runners/scheduler.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runners/blocking.h"
#include "runners/clock.h"
#include "runners/runner.h"
#include "runners/trace.h"

/* Between turns of the loop at most so many switches, or a stream of ready coroutines would
 * keep timers and descriptors waiting. */
enum { SWITCHES_PER_TURN = 128 };

_Thread_local struct scheduler *scheduler;

void
coroutine_ready(struct coroutine *c)
{
	if (!c->asleep)
		return;
	c->asleep = false;
	c->next = NULL;
	if (trace)
		c->ready_ns = clock_ns();
	*scheduler->last_ready = c;
	scheduler->last_ready = &c->next;
}

void
coroutine_suspend(struct coroutine *c)
{
	uint64_t left_ns = trace ? clock_ns() : 0;
	int error = errno;

	c->asleep = true;
	context_switch(&c->context, &scheduler->context);
	if (trace) {
		trace_now.task = (uint32_t)c->task;
		trace_segment(TASK_WAITS, left_ns, c->ready_ns);
		trace_segment(TASK_READY, c->ready_ns, clock_ns());
	}
	errno = error;
}

void
coroutine_suspend_until(struct coroutine *c, uint64_t deadline_ns)
{
	c->timer.deadline_ns = deadline_ns;
	if (deadline_ns == UINT64_MAX || timer_add(&scheduler->timers, &c->timer) == 0)
		coroutine_suspend(c);
	timer_remove(&scheduler->timers, &c->timer);
}

/* a coroutine that ends is given the next task with its stack, warm as it is */
static void
live(void *argument)
{
	struct coroutine *c = argument;

	context_entered();
	for (;;) {
		task_do(scheduler->job, c->task);
		c->next = scheduler->idle;
		scheduler->idle = c;
		scheduler->alive--;
		context_switch(&c->context, &scheduler->context);
	}
}

static struct coroutine *
coroutine_new(struct scheduler *s)
{
	struct coroutine *c = calloc(1, sizeof *c);

	if (!c)
		return NULL;
	c->stack = stack_take(&s->stacks);
	if (context_make(&c->context, c->stack, s->stacks.bytes, live, c) == 0)
		return c;
	free(c);
	return NULL;
}

static void
resume(struct scheduler *s, struct coroutine *c)
{
	s->running = c;
	blocking_model = s->model;
	context_switch(&s->context, &c->context);
	blocking_model = NULL;
	s->running = NULL;
	if (trace)
		trace_now.task = NO_TASK;
}

/* the next task's coroutine, if the limit allows for one more */
static struct coroutine *
admit(struct scheduler *s)
{
	const struct job *job = s->job;
	struct coroutine *c = s->idle;

	if (s->begun == job->tally->tasks || s->alive >= job->in_flight ||
	    atomic_load_explicit(&job->tally->failed, memory_order_relaxed))
		return NULL;
	if (c)
		s->idle = c->next;
	else
		c = coroutine_new(s);
	if (!c) {
		tally_fail(job->tally, errno, "no memory for more than %zu coroutines", s->alive);
		return NULL;
	}
	c->task = s->begun++;
	s->alive++;
	return c;
}

static struct coroutine *
next_ready(struct scheduler *s)
{
	struct coroutine *c = s->first_ready;

	if (!c)
		return admit(s);
	s->first_ready = c->next;
	if (!c->next)
		s->last_ready = &s->first_ready;
	return c;
}

static void
turn(struct scheduler *s, uint64_t patience_ns)
{
	struct timer *first = timer_first(&s->timers);
	uint64_t now;

	if (patience_ns && first) {
		now = clock_ns();
		patience_ns = first->deadline_ns > now ? first->deadline_ns - now : 0;
	}
	s->loop->engine->turn(s->loop, patience_ns);
	now = clock_ns();
	while ((first = timer_first(&s->timers)) && first->deadline_ns <= now) {
		timer_remove(&s->timers, first);
		coroutine_ready(
			(struct coroutine *)((char *)first - offsetof(struct coroutine, timer)));
	}
}

void
scheduler_run(struct scheduler *s)
{
	struct coroutine *c;
	unsigned switches = 0;

	scheduler = s;
	while ((c = admit(s)))
		resume(s, c);
	for (;;) {
		c = next_ready(s);
		if (c)
			resume(s, c);
		if (!c && s->alive == 0)
			break;
		if (!c || ++switches % SWITCHES_PER_TURN == 0)
			turn(s, c ? 0 : UINT64_MAX);
	}
	scheduler = NULL;
}

int
scheduler_open(struct scheduler *s, const struct job *job, const struct blocking_model *model)
{
	size_t tasks = job->tally->tasks;
	size_t count = job->in_flight < tasks ? job->in_flight : tasks;

	*s = (struct scheduler){.job = job, .model = model, .last_ready = &s->first_ready};
	if (context_adopt(&s->context) != 0 ||
	    stacks_open(&s->stacks, count, job->stack_bytes) != 0)
		return tally_fail(job->tally,
		                  errno,
		                  "no memory for %zu stacks of %zu bytes",
		                  count,
		                  job->stack_bytes);
	s->loop = loop_open();
	if (s->loop)
		return 0;
	stacks_close(&s->stacks);
	return tally_fail(job->tally, errno, "no event loop: %s", strerror(errno));
}

void
scheduler_close(struct scheduler *s)
{
	while (s->idle) {
		struct coroutine *c = s->idle;

		s->idle = c->next;
		context_end(&c->context);
		free(c);
	}
	s->loop->engine->close(s->loop);
	timers_close(&s->timers);
	stacks_close(&s->stacks);
	context_end(&s->context);
}
