#ifndef WORKLOADS_DURATION_H
#define WORKLOADS_DURATION_H

#include <stdint.h>
#include <time.h>

/* so many nanoseconds, as libc has them */
static inline struct timespec
timespec_of(uint64_t ns)
{
	return (struct timespec){.tv_sec = (time_t)(ns / 1000000000),
	                         .tv_nsec = (long)(ns % 1000000000)};
}

/* sleep for so long, at the seam: of 0, too, others get their turn. 0, or -1 with errno set */
static inline int
nap(uint64_t ns)
{
	const struct timespec time = timespec_of(ns);

	return nanosleep(&time, NULL);
}

/* the same, but nothing is called, nor reckoned, where there is nothing to wait for */
static inline int
nap_if_any(uint64_t ns)
{
	return __builtin_expect(ns > 0, 0) ? nap(ns) : 0;
}

#endif
