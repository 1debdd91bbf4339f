#ifndef BENCH_SPEEDUP_H
#define BENCH_SPEEDUP_H

#include <stdbool.h>

#include "bench/comparison.h"

struct figures;
struct result;
struct summary;

/*
 * Speed-ups by the time from the start gate to the last task's end, so that the start-up of a process or an
 * interpreter, and what a workload sets up, have no part.
 */

/* how the name of a runner of CPython's begins */
bool runner_is_python(const char *runner);

/* the serial cell of the same work in the same language, or NULL */
const struct result *run_base(const struct summary *, const struct result *);

/* the speed-up over that cell, paired by round, or its inverse, the slow-down; nan if there is none */
struct comparison run_speedup(const struct summary *, const struct result *);
struct comparison run_slowdown(const struct summary *, const struct result *);

/* the two as figures */
const char *say_run_speedup(struct figures *, const struct summary *, const struct result *);
const char *say_run_slowdown(struct figures *, const struct summary *, const struct result *);

#endif
