#ifndef BENCH_SUITE_RIVAL_H
#define BENCH_SUITE_RIVAL_H

#include <stddef.h>
#include <stdint.h>

/* A bounded queue as textbooks have it, of a mutex and two condition variables of pthreads: what ours is
 * measured beside. It can be joined, as ours can. */
struct rival_queue;

/* one for so many items, which the caller keeps; ends the program if there is no memory */
struct rival_queue *rival_new(size_t capacity);

void rival_put(struct rival_queue *, uint64_t item);
uint64_t rival_get(struct rival_queue *);

#endif
