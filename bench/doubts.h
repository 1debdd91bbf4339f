#ifndef BENCH_DOUBTS_H
#define BENCH_DOUBTS_H

#include <stdio.h>

struct drawing;

/* write what a reader should not take for granted: cells that failed, noise, what the times hold
 * besides the work */
void doubts_write(const struct drawing *, FILE *);

#endif
