#ifndef RUNNERS_CLOCK_H
#define RUNNERS_CLOCK_H

#include <stdint.h>
#include <time.h>

/* nanoseconds of CLOCK_MONOTONIC: the one clock of every record and every process */
static inline uint64_t
clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

#endif
