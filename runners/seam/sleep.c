/*
 * Sleeping.
 */
#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "runners/seam/waiting.h"

/* whether a clock goes on while nothing computes, as clock_ns() does */
static bool
ticks(clockid_t clock)
{
	return clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC || clock == CLOCK_BOOTTIME ||
	       clock == CLOCK_TAI;
}

static int
kernel_sleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
	return WAITING((int)syscall(SYS_clock_nanosleep, clock, flags, time, left));
}

int
clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
	struct timespec now;
	uint64_t from = 0;
	int before = errno;
	int error;

	if (!modelled() || !time_valid(time) || !ticks(clock)) {
		error = kernel_sleep(clock, flags, time, left) == 0 ? 0 : errno;
		errno = before;
		return error;
	}
	if (flags & TIMER_ABSTIME) {
		clock_gettime(clock, &now);
		from = time_ns(&now);
	}
	if (time_ns(time) > from)
		blocking_model->sleep_until(clock_ns() + time_ns(time) - from);
	return 0;
}

/* the short way takes 100 bytes less of a stack that may have no more than 512 */
int
nanosleep(const struct timespec *time, struct timespec *left)
{
	int error;

	if (modelled() && time_valid(time)) {
		blocking_model->sleep_until(clock_ns() + time_ns(time));
		return 0;
	}
	error = clock_nanosleep(CLOCK_MONOTONIC, 0, time, left);
	if (error)
		errno = error;
	return error ? -1 : 0;
}

int
usleep(useconds_t us)
{
	struct timespec time = {.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000L};

	return nanosleep(&time, NULL);
}

unsigned
sleep(unsigned seconds)
{
	struct timespec time = {.tv_sec = seconds};

	return nanosleep(&time, &time) == 0 ? 0 : (unsigned)time.tv_sec + (time.tv_nsec > 0);
}
