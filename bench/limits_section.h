#ifndef BENCH_LIMITS_SECTION_H
#define BENCH_LIMITS_SECTION_H

#include <stdio.h>

struct drawing;

/* the report's section on how many tasks each model can hold, or how to find out */
void limits_section_write(const struct drawing *, FILE *);

#endif
