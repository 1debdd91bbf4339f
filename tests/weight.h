#ifndef TESTS_WEIGHT_H
#define TESTS_WEIGHT_H

#include <stdint.h>
#include <sys/types.h>

struct brood;
struct memory_watch;

/* What the tests of memory watches do with one. */

/* a period after which no sample is ever taken */
#define WEIGHT_NEVER_NS UINT64_C(3600000000000)

/* watch root; the program ends if that cannot be */
void weight_watch(struct memory_watch *, pid_t root, uint64_t period_ns);

/* open a brood under a watch on this process, which takes a sample when it is asked to */
void weight_begin(struct memory_watch *, struct brood *);

/* end both: the peak, or 0 if that is not known */
uint64_t weight_end(struct memory_watch *, struct brood *);

/* one test: so many bytes are about as many as expected; what processes hold besides is allowed */
void weight_near(uint64_t bytes, uint64_t expected, const char *what);

#endif
