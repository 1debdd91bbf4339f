/*
 * A thread per task. At most `in_flight` live at once; as one ends, its slot
 * goes to the next task (a sliding window, never waves).
 */
#include "runners/thread.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "runners/runner.h"
#include "runners/seam/waiting.h"

struct slot {
	pthread_t thread;
	struct window *window;
	size_t task;
	bool first;    /* made before the gate opened, so it must wait there */
	bool finished; /* its task returned; else it ended the thread */
};

/* the slots, and which of their threads have ended, in that order */
struct window {
	const struct job *job;
	const struct thread_rites *rites;
	size_t slots, begun, reaped;
	struct slot *slot, **ended;
	size_t ended_count;
	pthread_mutex_t lock;
	pthread_cond_t change;
};

int
thread_create(pthread_t *thread, size_t stack_bytes, void *(*entry)(void *), void *argument)
{
	const size_t least = (size_t)PTHREAD_STACK_MIN;
	pthread_attr_t attributes;
	int error;

	pthread_attr_init(&attributes);
	if (stack_bytes)
		pthread_attr_setstacksize(&attributes, stack_bytes > least ? stack_bytes : least);
	error = pthread_create(thread, &attributes, entry, argument);
	pthread_attr_destroy(&attributes);
	errno = error ? error : errno;
	return error ? -1 : 0;
}

int
thread_start(const struct job *job, pthread_t *thread, void *(*entry)(void *), size_t already,
             void *argument)
{
	if (thread_create(thread, job->stack_bytes, entry, argument) == 0)
		return 0;
	return tally_fail(job->tally,
	                  errno,
	                  "no more than %zu threads could be started: %s",
	                  already,
	                  strerror(errno));
}

static void
nothing(void)
{
}

static void
nobody(size_t started)
{
	(void)started;
}

const struct thread_rites plain_threads = {nothing, nothing, nobody};

void
thread_join(pthread_t thread)
{
	(void)WAITING_FOR(FOR_OTHERS, pthread_join(thread, NULL));
}

static void
thread_ends(void *argument)
{
	struct slot *slot = argument;
	struct window *window = slot->window;

	if (!slot->finished)
		tally_fail(window->job->tally, ECHILD, "task %zu ended its thread", slot->task);
	window->rites->leave();
	pthread_mutex_lock(&window->lock);
	window->ended[window->ended_count++ % window->slots] = slot;
	pthread_cond_signal(&window->change);
	pthread_mutex_unlock(&window->lock);
}

static void *
thread_worker(void *argument)
{
	struct slot *slot = argument;
	struct window *window = slot->window;

	window->rites->enter();
	pthread_cleanup_push(thread_ends, slot);
	if (!slot->first || tally_arrive(window->job->tally) == 0)
		task_do(window->job, slot->task);
	slot->finished = true;
	pthread_cleanup_pop(1);
	return NULL;
}

static int
begin(struct window *window, struct slot *slot, bool first)
{
	slot->window = window;
	slot->task = window->begun;
	slot->first = first;
	slot->finished = false;
	if (thread_start(window->job,
	                 &slot->thread,
	                 thread_worker,
	                 window->begun - window->reaped,
	                 slot) != 0)
		return -1;
	window->begun++;
	window->rites->await(window->begun);
	return 0;
}

static struct slot *
reap(struct window *window)
{
	struct slot *slot;

	pthread_mutex_lock(&window->lock);
	while (window->ended_count == window->reaped)
		(void)WAITING_FOR(FOR_OTHERS, pthread_cond_wait(&window->change, &window->lock));
	slot = window->ended[window->reaped++ % window->slots];
	pthread_mutex_unlock(&window->lock);
	thread_join(slot->thread);
	return slot;
}

static void
work_through(struct window *window)
{
	struct tally *t = window->job->tally;

	while (window->begun < window->slots &&
	       begin(window, &window->slot[window->begun], true) == 0)
		;
	if (window->begun == window->slots) {
		while (tally_await(t, (unsigned)window->slots) < window->slots)
			;
		tally_open(t);
	} else
		tally_call_off(t);
	while (window->reaped < window->begun) {
		struct slot *slot = reap(window);

		if (window->begun < t->tasks && !atomic_load(&t->failed))
			begin(window, slot, false);
	}
}

int
thread_run(const struct job *job, const struct thread_rites *rites)
{
	size_t tasks = job->tally->tasks;
	struct window window = {.job = job,
	                        .rites = rites,
	                        .slots = job->in_flight < tasks ? job->in_flight : tasks,
	                        .lock = PTHREAD_MUTEX_INITIALIZER,
	                        .change = PTHREAD_COND_INITIALIZER};

	window.slot = calloc(window.slots + 1, sizeof *window.slot);
	window.ended = calloc(window.slots + 1, sizeof *window.ended);
	if (window.slot && window.ended)
		work_through(&window);
	else
		tally_fail(job->tally, ENOMEM, "no memory for %zu threads", window.slots);
	free(window.slot);
	free(window.ended);
	errno = atomic_load(&job->tally->failed);
	return errno ? -1 : 0;
}

static int
run(const struct job *job)
{
	return thread_run(job, &plain_threads);
}

const struct runner runner_thread = {
	.name = "thread",
	.summary = "a thread per task",
	.lifecycle = WORKER_PER_TASK,
	.stacks = true,
	.crew = &crew_thread,
	.run = run,
};
