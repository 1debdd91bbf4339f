#ifndef BENCH_ANSWER_H
#define BENCH_ANSWER_H

#include <stdio.h>

#include "bench/summary.h"

struct figures;

/* What the rows of one nature say together. */
struct answer {
	size_t rows;                  /* judged ones */
	const char *runners[ROW_MAX]; /* all that were compared, in order */
	size_t leads[ROW_MAX];        /* in how many rows each is first or not separated from it */
	double least[ROW_MAX], most[ROW_MAX]; /* its speed-up over serial */
	size_t count;
	size_t best; /* the most rows that a runner leads */
};

/* 0, or -1 if no row of that nature was judged */
int answer_find(const struct summary *, enum nature, struct answer *);

/* the runners that lead in most rows: "thread-pool or process-pool" */
void answer_leaders(const struct answer *, FILE *);

/* the answer as a sentence or two, with its numbers */
void answer_write(const struct summary *, struct figures *, enum nature, FILE *);

/* "CPU-bound", "IO-bound", "mixed" */
const char *nature_name(enum nature);

/* the names of a nature's rows: "count, prime" */
void answer_rows(const struct summary *, enum nature, FILE *);

#endif
