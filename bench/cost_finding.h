#ifndef BENCH_COST_FINDING_H
#define BENCH_COST_FINDING_H

#include <stdio.h>

struct drawing;
struct estimate;

/* write what the costs of tasks show, as a sentence without its full stop: ratios where intervals are
 * separated, times otherwise */
void cost_finding(const struct drawing *, FILE *);

/* a time of a runner's cost with its interval, as a figure; the text is the figures' */
const char *cost_say_time(const struct drawing *, const char *runner, const char *name,
                          const struct estimate *);

#endif
