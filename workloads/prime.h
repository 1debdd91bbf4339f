#ifndef WORKLOADS_PRIME_H
#define WORKLOADS_PRIME_H

#include <stdint.h>

/* the least divisor above 1, by trial division, with checkpoints: n itself says that n is prime */
uint64_t least_divisor(uint64_t n);

#endif
