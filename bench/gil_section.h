#ifndef BENCH_GIL_SECTION_H
#define BENCH_GIL_SECTION_H

#include <stdio.h>

struct drawing;

/* write what a GIL costs: what tutorials claim of it, each with a verdict from this campaign's cells, the known
 * shapes of the designs, and how slow the interpreter itself is; nothing if the campaign has no such
 * cells */
void gil_section_write(const struct drawing *, FILE *);

#endif
