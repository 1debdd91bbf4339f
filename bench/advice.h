#ifndef BENCH_ADVICE_H
#define BENCH_ADVICE_H

#include <stdio.h>

struct drawing;

/* the table "choose a model": conditions and advice, each from what was measured here */
void advice_write(const struct drawing *, FILE *);

#endif
