/*
 * A thread per task, as CPython's are: one lock lets one of them compute at a
 * time. The thread that starts them competes for it, too.
 */
#include "runners/gil_thread.h"

#include <errno.h>
#include <string.h>

#include "runners/gil.h"
#include "runners/runner.h"
#include "runners/thread.h"

static const struct thread_rites gil_threads = {gil_enter, gil_leave, gil_await};

int
gil_run(const struct job *job, int (*run)(const struct job *, const struct thread_rites *))
{
	int status;
	int error;

	if (gil_open(job->gil) != 0)
		return tally_fail(job->tally, errno, "no lock: %s", strerror(errno));
	status = run(job, &gil_threads);
	error = errno;
	gil_close(&job->tally->gil);
	errno = error;
	return status;
}

static int
run(const struct job *job)
{
	return gil_run(job, thread_run);
}

const struct runner runner_gil_thread = {
	.name = "gil-thread",
	.summary = "a thread per task, under a lock like Python's while it computes",
	.lifecycle = WORKER_PER_TASK,
	.stacks = true,
	.gil = true,
	.switch_interval = true,
	.crew = &crew_gil_thread,
	.run = run,
};
