#ifndef BENCH_PHYSICS_H
#define BENCH_PHYSICS_H

struct summary;

/* Make invalid what one run cannot know about itself: a checksum that is not that of the same work's
 * first cell, the serial one as a rule; and a CPU-bound cell that is faster than the best serial run
 * spread over the CPUs that its runner and limit can keep busy. A shared machine is at times half as fast again as at others, so
 * only what is under 0.5 of that is called impossible; work that a compiler deleted is far below. */
void physics_check(struct summary *);

#endif
