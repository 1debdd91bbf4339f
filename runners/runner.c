#include "runners/runner.h"

#include <errno.h>
#include <string.h>

#include "runners/clock.h"
#include "runners/trace.h"
#include "workloads/workload.h"

extern const struct runner runner_serial;
extern const struct runner runner_thread;
extern const struct runner runner_thread_pool;
extern const struct runner runner_process;
extern const struct runner runner_process_pool;
extern const struct runner runner_coroutine;

const struct runner *const runners[] = {
	&runner_serial,
	&runner_thread,
	&runner_thread_pool,
	&runner_process,
	&runner_process_pool,
	&runner_coroutine,
	NULL,
};

const struct runner *
runner_find(const char *name)
{
	for (const struct runner *const *r = runners; *r; r++)
		if (strcmp((*r)->name, name) == 0)
			return *r;
	return NULL;
}

static int
task_failed(const struct job *job, size_t i)
{
	const char *reason = *workload_reason ? workload_reason : strerror(errno);

	tally_fail(job->tally, errno, "task %zu: %s", i, reason);
	*workload_reason = '\0'; /* or the next failure would be told in these words */
	return -1;
}

int
task_do(const struct job *job, size_t i)
{
	struct task_record *record = &job->tally->task[i];
	int status;

	record->start_ns = clock_ns();
	trace_task_begins(i, record->start_ns);
	status = job->workload->task(job->values, i, &record->result);
	record->end_ns = clock_ns();
	trace_task_ends();
	if (status != 0)
		return task_failed(job, i);
	atomic_fetch_add_explicit(&record->done, 1, memory_order_relaxed);
	return 0;
}

int
tasks_pull(const struct job *job)
{
	struct tally *t = job->tally;
	size_t i;

	while ((i = atomic_fetch_add_explicit(&t->next, 1, memory_order_relaxed)) < t->tasks)
		if (atomic_load_explicit(&t->failed, memory_order_relaxed) || task_do(job, i) != 0)
			return -1;
	return 0;
}
