#ifndef BENCH_ROW_H
#define BENCH_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/comparison.h"

struct figures;
struct result;
struct row;
struct summary;

/* other against base, by the rounds that both have, at that error probability; a cell that is not ok
 * makes a comparison of nan that says nothing */
struct comparison result_compare(const struct result *base, const struct result *other,
                                 double alpha);

/* the same by the time from the opening of the start gate to the last task's end: without what it takes
 * to make the workers, or to start an interpreter */
struct comparison result_compare_runs(const struct result *base, const struct result *other,
                                      double alpha);

/* make the summary's rows from its results, and judge them; 0, or -1 with errno set */
int rows_make(struct summary *);

/* what a row says: the winner and its lead, or who is not separated from the first */
void row_verdict(const struct row *, struct figures *, FILE *);

/* how many runners lead a row: the first, and those that it is not separated from */
size_t row_leaders(const struct row *);

/* whether just two lead, and surely differ by no more than the threshold */
bool row_is_equal(const struct row *);

/* whether some row has more than one runner */
bool rows_comparable(const struct summary *);

#endif
