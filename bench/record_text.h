#ifndef BENCH_RECORD_TEXT_H
#define BENCH_RECORD_TEXT_H

struct cell;
struct record;

/* print a run's record on standard output, for people */
void record_print(const struct record *, const struct cell *);

#endif
