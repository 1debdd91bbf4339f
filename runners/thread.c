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
	struct crew *crew;
	size_t task;
	bool first;    /* made before the gate opened, so it must wait there */
	bool finished; /* its task returned; else it ended the thread */
};

/* the slots, and which of their threads have ended, in that order */
struct crew {
	const struct job *job;
	const struct thread_rites *rites;
	size_t slots, begun, reaped;
	struct slot *slot, **ended;
	size_t ended_count;
	pthread_mutex_t lock;
	pthread_cond_t change;
};

int
thread_start(const struct job *job, pthread_t *thread, void *(*entry)(void *), size_t already,
             void *argument)
{
	const size_t least = (size_t)PTHREAD_STACK_MIN;
	pthread_attr_t attributes;
	int error;

	pthread_attr_init(&attributes);
	if (job->stack_bytes)
		pthread_attr_setstacksize(&attributes,
		                          job->stack_bytes > least ? job->stack_bytes : least);
	error = pthread_create(thread, &attributes, entry, argument);
	pthread_attr_destroy(&attributes);
	if (error == 0)
		return 0;
	return tally_fail(job->tally,
	                  error,
	                  "no more than %zu threads could be started: %s",
	                  already,
	                  strerror(error));
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
	struct crew *crew = slot->crew;

	if (!slot->finished)
		tally_fail(crew->job->tally, ECHILD, "task %zu ended its thread", slot->task);
	crew->rites->leave();
	pthread_mutex_lock(&crew->lock);
	crew->ended[crew->ended_count++ % crew->slots] = slot;
	pthread_cond_signal(&crew->change);
	pthread_mutex_unlock(&crew->lock);
}

static void *
thread_worker(void *argument)
{
	struct slot *slot = argument;
	struct crew *crew = slot->crew;

	crew->rites->enter();
	pthread_cleanup_push(thread_ends, slot);
	if (!slot->first || tally_arrive(crew->job->tally) == 0)
		task_do(crew->job, slot->task);
	slot->finished = true;
	pthread_cleanup_pop(1);
	return NULL;
}

static int
begin(struct crew *crew, struct slot *slot, bool first)
{
	slot->crew = crew;
	slot->task = crew->begun;
	slot->first = first;
	slot->finished = false;
	if (thread_start(
		    crew->job, &slot->thread, thread_worker, crew->begun - crew->reaped, slot) != 0)
		return -1;
	crew->begun++;
	crew->rites->await(crew->begun);
	return 0;
}

static struct slot *
reap(struct crew *crew)
{
	struct slot *slot;

	pthread_mutex_lock(&crew->lock);
	while (crew->ended_count == crew->reaped)
		(void)WAITING_FOR(FOR_OTHERS, pthread_cond_wait(&crew->change, &crew->lock));
	slot = crew->ended[crew->reaped++ % crew->slots];
	pthread_mutex_unlock(&crew->lock);
	thread_join(slot->thread);
	return slot;
}

static void
work_through(struct crew *crew)
{
	struct tally *t = crew->job->tally;

	while (crew->begun < crew->slots && begin(crew, &crew->slot[crew->begun], true) == 0)
		;
	if (crew->begun == crew->slots) {
		while (tally_await(t, (unsigned)crew->slots) < crew->slots)
			;
		tally_open(t);
	} else
		tally_call_off(t);
	while (crew->reaped < crew->begun) {
		struct slot *slot = reap(crew);

		if (crew->begun < t->tasks && !atomic_load(&t->failed))
			begin(crew, slot, false);
	}
}

int
thread_run(const struct job *job, const struct thread_rites *rites)
{
	size_t tasks = job->tally->tasks;
	struct crew crew = {.job = job,
	                    .rites = rites,
	                    .slots = job->in_flight < tasks ? job->in_flight : tasks,
	                    .lock = PTHREAD_MUTEX_INITIALIZER,
	                    .change = PTHREAD_COND_INITIALIZER};

	crew.slot = calloc(crew.slots + 1, sizeof *crew.slot);
	crew.ended = calloc(crew.slots + 1, sizeof *crew.ended);
	if (crew.slot && crew.ended)
		work_through(&crew);
	else
		tally_fail(job->tally, ENOMEM, "no memory for %zu threads", crew.slots);
	free(crew.slot);
	free(crew.ended);
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
	.run = run,
};
