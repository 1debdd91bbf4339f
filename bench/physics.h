#ifndef BENCH_PHYSICS_H
#define BENCH_PHYSICS_H

struct summary;

/* Make invalid what one run cannot know about itself: a checksum that is not the serial cell's, and a
 * CPU-bound cell that is faster than its serial CPU time spread over the available CPUs. Clocks of
 * a shared machine differ from minute to minute, so only what is under 0.7 of that least time is
 * called impossible; deleted work is far below it. */
void physics_check(struct summary *);

#endif
