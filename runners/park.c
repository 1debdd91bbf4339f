#include "runners/park.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "runners/blocking.h"
#include "runners/seam/waiting.h"

int
kernel_park(_Atomic uint32_t *word, uint32_t expected, uint64_t deadline_ns)
{
	struct timespec deadline = {.tv_sec = (time_t)(deadline_ns / 1000000000),
	                            .tv_nsec = (long)(deadline_ns % 1000000000)};
	const int before = errno;

	/* with a bit set the time is absolute, of CLOCK_MONOTONIC; and not FUTEX_PRIVATE_FLAG */
	if (WAITING_FOR(FOR_OTHERS,
	                syscall(SYS_futex,
	                        word,
	                        FUTEX_WAIT_BITSET,
	                        expected,
	                        deadline_ns == NEVER ? NULL : &deadline,
	                        NULL,
	                        FUTEX_BITSET_MATCH_ANY)) != 0 &&
	    errno != EINTR)
		return -1;
	errno = before;
	return 0;
}

uint32_t
kernel_wake(_Atomic uint32_t *word, uint32_t count)
{
	const int before = errno;
	long woken =
		syscall(SYS_futex, word, FUTEX_WAKE, count < INT_MAX ? count : (uint32_t)INT_MAX);

	errno = before;
	return woken > 0 ? (uint32_t)woken : 0;
}

int
park(_Atomic uint32_t *word, uint32_t expected, uint64_t deadline_ns)
{
	return modelled() ? blocking_model->park(word, expected, deadline_ns)
	                  : kernel_park(word, expected, deadline_ns);
}

void
wake(_Atomic uint32_t *word, uint32_t count)
{
	if (modelled())
		blocking_model->wake(word, count);
	else
		kernel_wake(word, count);
}
