#ifndef BENCH_WORKLOAD_TEXT_H
#define BENCH_WORKLOAD_TEXT_H

struct workload;

/* the workload of that name; 0, or EXIT_USAGE after a complaint */
int workload_choose(const char *name, const struct workload **);

/* print a workload for people: its class, what it does, and its parameters with defaults and choices */
void workload_print(const struct workload *);

#endif
