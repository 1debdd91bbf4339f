#ifndef RUNNERS_SCHEDULER_H
#define RUNNERS_SCHEDULER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/context.h"
#include "runners/loop.h"
#include "runners/pulse.h"
#include "runners/stack.h"
#include "runners/timer.h"

struct blocking_model;

/* Coroutines of one OS thread, and who of them goes on next. */

#define NO_MORE SIZE_MAX

/* What the coroutines of a scheduler are for. A coroutine is begun for each task that next gives,
 * as long as the limit allows; it calls work once, and ends when work returns. */
struct errand {
	/* the next task, or NO_MORE, after which it is not asked again */
	size_t (*next)(void *owner);
	void (*work)(void *owner, size_t task);
	void *owner;
};

/* It lies at the top of its own stack, in one cache line. */
struct coroutine {
	struct context context;
	union {
		struct timer timer; /* among the scheduler's, while it waits with a deadline */
		struct {            /* what a hand shall do that has not begun */
			void (*function)(void *);
			void *argument;
		} order;
	};
	size_t task;
	union {
		uint64_t ready_ns;      /* when it became ready, if the run is observed */
		struct coroutine *next; /* among the idle, when it has ended */
	};
	bool asleep;   /* suspended, and not yet among the ready */
	bool parked;   /* suspended until another task wakes it */
	bool timed;    /* suspended with a deadline that the scheduler must note */
	uint32_t hand; /* 0: it does tasks; else its number among those that help with one */
};

/* stacks for hands: as those of the tasks, made when there are too few */
struct annex {
	struct stacks stacks;
	struct annex *next;
};

struct scheduler {
	const struct errand *errand;
	const struct blocking_model *model; /* how coroutines wait */
	struct loop *loop;
	struct context context;
	struct coroutine *running;
	struct coroutine **ready; /* a ring of the ready, first come, first served */
	size_t ready_first, ready_last, ready_mask;
	struct coroutine *idle; /* ended, to be used again with their stacks */
	struct timers timers;
	struct stacks stacks;
	size_t alive, limit;
	struct annex *annex; /* the last one that was made */
	struct coroutine *idle_hands;
	uint32_t hands;         /* made so far */
	bool exhausted;         /* the errand has no more tasks */
	int failed;             /* errno of what ended the errand before its time */
	unsigned switches_left; /* until the clock is looked at */
	uint64_t turned_ns;     /* when the loop had its last turn */
	struct pulse *pulse; /* where others see that it lives; opened with one that nobody sees */
};

/* the one of this thread, while scheduler_run runs: a coroutine never leaves its thread */
extern _Thread_local struct scheduler *scheduler;

/* Make a scheduler of at most `limit` coroutines at once, with stacks of so many bytes (see
 * stack.h; the coroutine itself takes 64 of them). 0, or -1 with errno set */
int scheduler_open(struct scheduler *, const struct blocking_model *, size_t limit,
                   size_t stack_bytes);

/* Run the errand to its end; a scheduler may run several, one after the other, with the same
 * stacks. 0, or -1 with errno set and scheduler_failure in words: EOVERFLOW if a coroutine
 * outgrew its stack, ENOMEM. After a failure all that can be done with it is to close it: what
 * its coroutines had is lost */
int scheduler_run(struct scheduler *, const struct errand *);

/* For the running coroutine, or a signal handler above it: end the errand as failed, now. It takes
 * next to no stack */
_Noreturn void scheduler_abandon(int error);

/* why the last scheduler_run of this thread failed */
extern _Thread_local char scheduler_failure[160];

/* whether the address is in what guards one of the stacks */
bool scheduler_guards(const struct scheduler *, const void *address);

/* the most that it saw used of a stack */
size_t scheduler_stack_used(const struct scheduler *);

/* give everything back */
void scheduler_close(struct scheduler *);

/* For the running coroutine: */

/* let others run until somebody makes it ready; errno is kept */
void coroutine_suspend(struct coroutine *);

/* the same, but no longer than until the deadline, in nanoseconds of clock_ns(); UINT64_MAX: for
 * ever */
void coroutine_suspend_until(struct coroutine *, uint64_t deadline_ns);

/* Make another coroutine that helps with the task: it calls the function, and ends. It counts against no
 * limit, and ends before the task does. 0, or -1 with errno set, ENOTSUP in no coroutine */
int coroutine_start(void (*function)(void *), void *argument);

/* let the others that are ready go first */
void coroutine_yield(void);

_Static_assert(sizeof(struct coroutine) <= 64 || sizeof(struct context) > sizeof(struct place),
               "a coroutine is a cache line, unless it is followed");

/* For anybody in the scheduler's thread: a suspended coroutine goes behind the others that are
 * ready; one that is ready stays where it is. */
void coroutine_ready(struct coroutine *);

#endif
