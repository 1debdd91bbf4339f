#include "runners/tasks.h"

#include <errno.h>
#include <string.h>

#include "runners/coroutine_model.h"
#include "runners/runner.h"

static size_t
tasks_next(void *owner)
{
	struct tally *t = ((struct tasks *)owner)->job->tally;
	size_t i;

	if (atomic_load_explicit(&t->failed, memory_order_relaxed))
		return NO_MORE;
	i = atomic_fetch_add_explicit(&t->next, 1, memory_order_relaxed);
	return i < t->tasks ? i : NO_MORE;
}

static void
tasks_work(void *owner, size_t i)
{
	task_do(((struct tasks *)owner)->job, i);
}

static int
open_failed(const struct job *job, size_t limit, int error)
{
	/* stacks never fail like that */
	if (error == EPERM || error == ENOSYS)
		return tally_fail(job->tally,
		                  error,
		                  "no event loop of io_uring here: %s; --loop epoll does without",
		                  strerror(error));
	return tally_fail(job->tally,
	                  error,
	                  "no event loop, or no memory, for %zu coroutines with stacks of "
	                  "%zu bytes: %s",
	                  limit,
	                  job->stack_bytes,
	                  strerror(error));
}

int
tasks_open(struct tasks *tasks, const struct job *job, size_t limit)
{
	size_t most = limit < job->tally->tasks ? limit : job->tally->tasks;

	tasks->job = job;
	if (scheduler_open(&tasks->scheduler, &coroutine_model, most, job->stack_bytes) != 0)
		return open_failed(job, most, errno);
	tasks->scheduler.pulse = tally_pulse(job->tally);
	return 0;
}

void
tasks_run(struct tasks *tasks)
{
	const struct errand errand = {tasks_next, tasks_work, tasks};

	if (scheduler_run(&tasks->scheduler, &errand) != 0)
		tally_fail(tasks->job->tally, errno, "%s", scheduler_failure);
	tasks->scheduler.pulse->task = IN_LOOP;
}

void
tasks_close(struct tasks *tasks)
{
	const struct scheduler *s = &tasks->scheduler;

	tally_note_scheduler(tasks->job->tally,
	                     s->loop->engine->name,
	                     stack_guard_name(s->stacks.guard),
	                     scheduler_stack_used(s));
	scheduler_close(&tasks->scheduler);
}
