#ifndef BENCH_APPENDIX_H
#define BENCH_APPENDIX_H

#include <stdio.h>

struct drawing;

/* what a reader needs to trust a report, or not: doubts, method, machine, how to make it again */
void appendix_write(const struct drawing *, FILE *);

#endif
