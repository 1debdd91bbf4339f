#ifndef BENCH_SHAPE_SECTION_H
#define BENCH_SHAPE_SECTION_H

#include <stdio.h>

struct drawing;

/* write how like CPython the emulated lock is: the errors, then every cell; nothing if the campaign has none of
 * both */
void shape_section_write(const struct drawing *, FILE *);

#endif
