/*
 * The libc names that a blocking task ends up in; those of sockets stand in
 * socket.c. Each asks first whether this thread has a model; the real call is a
 * raw system call, since dlsym would need a bootstrap and libc's own name is
 * ours. Whoever asked not to block is never made to wait. What is not
 * interposed blocks the whole thread, coroutines and all.
 */
#include "runners/blocking.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/waiting.h"

_Thread_local const struct blocking_model *blocking_model;

void (*checkpoint_hook)(void);

void
wait_noted(uint64_t since_ns)
{
	int error = errno;

	trace_segment(TASK_WAITS, since_ns, clock_ns());
	errno = error;
}

/* 292 years stand for all that is longer, so that a sum with the clock does not wrap around */
static uint64_t
to_ns(const struct timespec *t)
{
	const time_t longest = INT64_MAX / 1000000000 - 1;
	time_t seconds = t->tv_sec < longest ? t->tv_sec : longest;

	return (uint64_t)seconds * 1000000000 + (uint64_t)t->tv_nsec;
}

static bool
valid(const struct timespec *t)
{
	return t->tv_sec >= 0 && t->tv_nsec >= 0 && t->tv_nsec < 1000000000;
}

int
kernel_poll(struct pollfd *fds, nfds_t count, uint64_t patience_ns)
{
	struct timespec patience = {.tv_sec = (time_t)(patience_ns / 1000000000),
	                            .tv_nsec = (long)(patience_ns % 1000000000)};

	return (int)syscall(
		SYS_ppoll, fds, count, patience_ns == NEVER ? NULL : &patience, NULL, (size_t)8);
}

ssize_t
kernel_pread(int fd, void *buffer, size_t size, off_t at)
{
	return syscall(SYS_pread64, fd, buffer, size, at);
}

/* Sleeping. */

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

	if (!blocking_model || !valid(time) || !ticks(clock))
		return kernel_sleep(clock, flags, time, left) == 0 ? 0 : errno;
	if (flags & TIMER_ABSTIME) {
		clock_gettime(clock, &now);
		from = to_ns(&now);
	}
	if (to_ns(time) > from)
		blocking_model->sleep_until(clock_ns() + to_ns(time) - from);
	return 0;
}

int
nanosleep(const struct timespec *time, struct timespec *left)
{
	int error = clock_nanosleep(CLOCK_MONOTONIC, 0, time, left);

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

/* Descriptors. */

int
poll(struct pollfd *fds, nfds_t count, int milliseconds)
{
	uint64_t patience = milliseconds < 0 ? NEVER : (uint64_t)milliseconds * 1000000;

	if (blocking_model && patience)
		return blocking_model->poll(
			fds, count, patience == NEVER ? NEVER : clock_ns() + patience);
	return WAITING(kernel_poll(fds, count, patience));
}

int
wait_ready(int fd, short events, uint64_t deadline_ns)
{
	struct pollfd one = {.fd = fd, .events = events};

	if (blocking_model->poll(&one, 1, deadline_ns) > 0)
		return 0;
	errno = EAGAIN; /* what SO_RCVTIMEO and SO_SNDTIMEO answer */
	return -1;
}

/* what a descriptor is: S_IFREG, S_IFSOCK ..., or 0 */
static mode_t
kind(int fd)
{
	struct stat is;

	return fstat(fd, &is) == 0 ? is.st_mode & S_IFMT : 0;
}

static ssize_t
read_on(int fd, void *buffer, size_t size)
{
	off_t from = lseek(fd, 0, SEEK_CUR);
	ssize_t got = blocking_model->pread(fd, buffer, size, from);

	if (got > 0)
		lseek(fd, from + got, SEEK_SET);
	return got;
}

/* a read that is answered at once, if only by an error, must not wait for data; and where there is
 * no descriptor, all its flags are set */
static bool
read_waits(int fd, size_t size)
{
	int flags = fcntl(fd, F_GETFL);

	return size > 0 && !(flags & O_NONBLOCK) && (flags & O_ACCMODE) != O_WRONLY;
}

ssize_t
read(int fd, void *buffer, size_t size)
{
	mode_t is;

	if (!blocking_model)
		return WAITING(syscall(SYS_read, fd, buffer, size));
	is = kind(fd);
	if (is == S_IFREG)
		return read_on(fd, buffer, size);
	if (is == S_IFSOCK && size > 0)
		return recv(fd, buffer, size, 0);
	if (read_waits(fd, size))
		wait_ready(fd, POLLIN, NEVER);
	return syscall(SYS_read, fd, buffer, size);
}

ssize_t
pread(int fd, void *buffer, size_t size, off_t at)
{
	if (blocking_model && at >= 0 && kind(fd) == S_IFREG)
		return blocking_model->pread(fd, buffer, size, at);
	return WAITING(kernel_pread(fd, buffer, size, at));
}

/* The names that libraries built with _FORTIFY_SOURCE call; their callers were checked. */

int __poll_chk(struct pollfd *, nfds_t, int, size_t);
ssize_t __read_chk(int, void *, size_t, size_t);
ssize_t __pread_chk(int, void *, size_t, off_t, size_t);
ssize_t __pread64_chk(int, void *, size_t, off_t, size_t);

int
__poll_chk(struct pollfd *fds, nfds_t count, int milliseconds, size_t room)
{
	(void)room;
	return poll(fds, count, milliseconds);
}

ssize_t
__read_chk(int fd, void *buffer, size_t size, size_t room)
{
	(void)room;
	return read(fd, buffer, size);
}

ssize_t
__pread_chk(int fd, void *buffer, size_t size, off_t at, size_t room)
{
	(void)room;
	return pread(fd, buffer, size, at);
}

ssize_t
__pread64_chk(int fd, void *buffer, size_t size, off_t at, size_t room)
{
	(void)room;
	return pread(fd, buffer, size, at);
}

ssize_t
pread64(int fd, void *buffer, size_t size, off_t at)
{
	return pread(fd, buffer, size, at);
}
