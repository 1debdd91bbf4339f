#ifndef RUNNERS_SCHEDULER_H
#define RUNNERS_SCHEDULER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/context.h"
#include "runners/loop.h"
#include "runners/stack.h"
#include "runners/timer.h"

struct blocking_model;
struct job;

/* Coroutines of one OS thread, and who of them goes on next. */

struct coroutine {
	struct context context;
	struct timer timer; /* first due among the scheduler's, while the coroutine sleeps */
	void *stack;
	size_t task;
	uint64_t ready_ns; /* when it became ready, if the run is observed */
	bool asleep;       /* suspended, and not yet among the ready */
	struct coroutine *next;
};

struct scheduler {
	const struct job *job;
	const struct blocking_model *model; /* how coroutines wait */
	struct loop *loop;
	struct context context;
	struct coroutine *running;
	struct coroutine *first_ready, **last_ready;
	struct coroutine *idle; /* ended, to be used again with their stacks */
	struct timers timers;
	struct stacks stacks;
	size_t alive, begun;
};

/* the one of this thread, while scheduler_run runs: a coroutine never leaves its thread */
extern _Thread_local struct scheduler *scheduler;

/* reserve stacks and a loop; 0, or -1 with errno set and the tally told */
int scheduler_open(struct scheduler *, const struct job *, const struct blocking_model *);

/* do every task of the job, each in a coroutine of its own, at most in_flight at once */
void scheduler_run(struct scheduler *);

/* give everything back */
void scheduler_close(struct scheduler *);

/* let others run until somebody makes this coroutine, the running one, ready; errno is kept */
void coroutine_suspend(struct coroutine *);

/* the same, but no longer than until the deadline, in nanoseconds of clock_ns(); UINT64_MAX: for ever */
void coroutine_suspend_until(struct coroutine *, uint64_t deadline_ns);

/* a suspended coroutine goes behind the others that are ready; one that is ready stays where it is */
void coroutine_ready(struct coroutine *);

#endif
