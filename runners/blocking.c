/*
 * The seam's switch, and the system calls behind it: raw ones, since dlsym would
 * need a bootstrap and libc's own names are ours.
 */
#include "runners/blocking.h"

#include <stdalign.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "runners/gil.h"
#include "runners/trace.h"

_Thread_local const struct blocking_model *blocking_model;

/* on a cache line of its own: every checkpoint reads it */
alignas(64) _Atomic uint32_t seam_watch;

void
checkpoint_reached(void)
{
	const uint32_t who = atomic_load_explicit(&seam_watch, memory_order_relaxed);

	if (who & WATCH_TRACE)
		trace_checkpoint();
	if (who & (WATCH_REQUEST | WATCH_COUNT))
		gil_checkpoint();
}

int
kernel_poll(struct pollfd *fds, nfds_t count, uint64_t patience_ns)
{
	struct timespec patience = {.tv_sec = (time_t)(patience_ns / 1000000000),
	                            .tv_nsec = (long)(patience_ns % 1000000000)};

	return (int)syscall(SYS_ppoll,
	                    fds,
	                    count,
	                    patience_ns == UINT64_MAX ? NULL : &patience,
	                    NULL,
	                    (size_t)8);
}

int
kernel_accept(int fd, struct sockaddr *address, socklen_t *length, int flags)
{
	return (int)syscall(SYS_accept4, fd, address, length, flags);
}

ssize_t
kernel_pread(int fd, void *buffer, size_t size, off_t at)
{
	return syscall(SYS_pread64, fd, buffer, size, at);
}

ssize_t
kernel_pwrite(int fd, const void *data, size_t size, off_t at)
{
	return syscall(SYS_pwrite64, fd, data, size, at);
}

int
kernel_sync(int fd, bool data_only)
{
	return (int)syscall(data_only ? SYS_fdatasync : SYS_fsync, fd);
}
