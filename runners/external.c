/*
 * A program of the user's, in any language, does the tasks.
 */
#include "runners/program.h"
#include "runners/runner.h"

static const struct program anything = {.option = "program"};

const struct runner runner_external = {
	.name = "external",
	.summary = "a program of yours, named by --program: runners/README.md says how",
	.lifecycle = WORKER_PER_TASK,
	.program = &anything,
	.model = "external",
	.run = program_run,
};
