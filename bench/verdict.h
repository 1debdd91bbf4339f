#ifndef BENCH_VERDICT_H
#define BENCH_VERDICT_H

struct summary;

/* print the verdict table on standard output: in colour on a terminal, unless NO_COLOR is set */
void verdict_print(const struct summary *);

#endif
