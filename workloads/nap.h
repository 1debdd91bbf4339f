#ifndef WORKLOADS_NAP_H
#define WORKLOADS_NAP_H

#include <stdint.h>
#include <time.h>

/* sleep for so many nanoseconds, at the seam; of 0 nothing is called. 0, or -1 with errno set */
static inline int
nap(uint64_t ns)
{
	const struct timespec time = {.tv_sec = (time_t)(ns / 1000000000),
	                              .tv_nsec = (long)(ns % 1000000000)};

	return ns ? nanosleep(&time, NULL) : 0;
}

#endif
