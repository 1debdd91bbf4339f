#ifndef TESTS_GIL_TRIAL_H
#define TESTS_GIL_TRIAL_H

#include <stddef.h>

#include "runners/gil.h"
#include "tests/trial.h"

/* how the lock is set in the trials that follow */
extern struct gil_knobs knobs;

/* so many tasks under a runner with such a lock, so many at a time, of workers too; to be ended */
struct trial gil_trial(const char *runner, const struct workload *, size_t tasks, size_t limit);

#endif
