#include "runners/runner.h"

#include <errno.h>
#include <string.h>

#include "runners/clock.h"
#include "runners/pool/crew.h"
#include "runners/trace.h"
#include "workloads/workload.h"

extern const struct runner runner_serial;
extern const struct runner runner_thread;
extern const struct runner runner_thread_pool;
extern const struct runner runner_process;
extern const struct runner runner_process_pool;
extern const struct runner runner_coroutine;
extern const struct runner runner_hybrid;
extern const struct runner runner_gil_thread;
extern const struct runner runner_gil_thread_pool;
extern const struct runner runner_python_serial;
extern const struct runner runner_python_thread;
extern const struct runner runner_python_thread_pool;
extern const struct runner runner_python_process;
extern const struct runner runner_python_process_pool;
extern const struct runner runner_python_asyncio;
extern const struct runner runner_python_gevent;
extern const struct runner runner_external;

const struct runner *const runners[] = {
	&runner_serial,
	&runner_thread,
	&runner_thread_pool,
	&runner_process,
	&runner_process_pool,
	&runner_coroutine,
	&runner_hybrid,
	&runner_gil_thread,
	&runner_gil_thread_pool,
	&runner_python_serial,
	&runner_python_thread,
	&runner_python_thread_pool,
	&runner_python_process,
	&runner_python_process_pool,
	&runner_python_asyncio,
	&runner_python_gevent,
	&runner_external,
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

int
runner_run(const struct runner *runner, const struct job *job)
{
	int status;

	crew_choose(runner->crew, runner->stacks ? job->stack_bytes : 0);
	status = runner->run(job);
	crew_choose(NULL, 0);
	return status;
}

/* A task too short to be worth its own turn at the shared counter is taken with others; but never
 * more than a small part of what is left, in case they are not so short. */
enum { SHORT_NS = 4000, SHARE = 16, BATCH_MOST = 256 };

static int
task_failed(const struct job *job, size_t i)
{
	const char *reason = *workload_reason ? workload_reason : strerror(errno);

	tally_fail(job->tally, errno, "task %zu: %s", i, reason);
	*workload_reason = '\0'; /* or the next failure would be told in these words */
	return -1;
}

/* do task i, which begins now */
static int
task_begin(const struct job *job, size_t i, uint64_t now_ns)
{
	struct task_record *record = &job->tally->task[i];
	int status;

	record->start_ns = now_ns;
	trace_task_begins(i, now_ns);
	status = job->workload->task(job->values, i, &record->result);
	record->end_ns = clock_ns();
	trace_task_ends();
	if (status != 0)
		return task_failed(job, i);
	atomic_fetch_add_explicit(&record->done, 1, memory_order_relaxed);
	return 0;
}

int
task_do(const struct job *job, size_t i)
{
	return task_begin(job, i, clock_ns());
}

/* how many to take next, after so many took so long */
static size_t
next_batch(const struct job *job, size_t i, size_t batch, uint64_t took_ns)
{
	size_t most = (job->tally->tasks - i) / (SHARE * job->workers);

	if (took_ns > SHORT_NS)
		batch = batch > 1 ? batch / 2 : 1;
	else if (batch < BATCH_MOST)
		batch *= 2;
	return batch < most ? batch : most > 0 ? most : 1;
}

int
tasks_pull(const struct job *job)
{
	struct tally *t = job->tally;
	uint64_t now = clock_ns();
	size_t batch = 1;
	size_t i;

	while ((i = atomic_fetch_add_explicit(&t->next, batch, memory_order_relaxed)) < t->tasks) {
		size_t end = i + batch < t->tasks ? i + batch : t->tasks;
		uint64_t began = now;

		for (; i < end; i++) {
			if (atomic_load_explicit(&t->failed, memory_order_relaxed) ||
			    task_begin(job, i, now) != 0)
				return -1;
			now = t->task[i].end_ns; /* one reading of the clock serves both tasks */
		}
		batch = next_batch(job, i, batch, now - began);
	}
	return 0;
}
