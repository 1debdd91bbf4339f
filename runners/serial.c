/*
 * One task after the other, in the thread that was there anyway: the base of every speed-up.
 */
#include "runners/runner.h"

static int
serial_run(const struct job *job)
{
	tally_open(job->tally);
	return tasks_pull(job);
}

const struct runner runner_serial = {
	.name = "serial",
	.summary = "one task after the other",
	.lifecycle = ONE_WORKER,
	.run = serial_run,
};
