#ifndef WORKLOADS_NAP_H
#define WORKLOADS_NAP_H

#include <stdint.h>
#include <time.h>

/* sleep for so many nanoseconds, at the seam: of 0, too, others get their turn. 0, or -1 with errno set */
static inline int
nap(uint64_t ns)
{
	const struct timespec time = {.tv_sec = (time_t)(ns / 1000000000),
	                              .tv_nsec = (long)(ns % 1000000000)};

	return nanosleep(&time, NULL);
}

/* the same, but nothing is called, nor reckoned, where there is nothing to wait for */
static inline int
nap_if_any(uint64_t ns)
{
	return __builtin_expect(ns > 0, 0) ? nap(ns) : 0;
}

#endif
