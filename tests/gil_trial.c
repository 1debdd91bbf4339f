#include "tests/gil_trial.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "runners/runner.h"
#include "runners/tally.h"
#include "workloads/workload.h"

struct gil_knobs knobs;

struct trial
gil_trial(const char *runner, const struct workload *workload, size_t tasks, size_t limit)
{
	static const struct value values[VALUES];
	struct trial trial = {.tally = tally_new(tasks)};
	struct job job = {.workload = workload,
	                  .values = values,
	                  .workers = limit,
	                  .in_flight = limit,
	                  .stack_bytes = 256 << 10,
	                  .gil = &knobs,
	                  .tally = trial.tally};

	if (!trial.tally) {
		perror("no memory for a tally");
		exit(1);
	}
	trial.status = runner_run(runner_find(runner), &job);
	trial.error = errno;
	return trial;
}
