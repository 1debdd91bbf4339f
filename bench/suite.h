#ifndef BENCH_SUITE_H
#define BENCH_SUITE_H

#include <stddef.h>

struct workload;

/* the peer of the thread-pool runner: OpenMP's `parallel for schedule(dynamic, 1)` over the same task
 * function, with so many threads; tasks per second, from when all threads are there to the end */
double openmp_tasks_per_s(const struct workload *, size_t tasks, unsigned threads);

/* a line for a figure: the median of the values, which are put in order, and the least and greatest;
 * and the line above them */
void suite_print(const char *what, double *values, size_t count, const char *unit,
                 const char *goal);
void suite_heading(size_t rounds);

#endif
