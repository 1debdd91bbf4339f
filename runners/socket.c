/*
 * The seam's socket calls: try without blocking, and wait where the answer is
 * "not yet".
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "runners/blocking.h"
#include "runners/waiting.h"

/* when a blocking call on this socket gives up */
static uint64_t
socket_deadline(int fd, int option)
{
	struct timeval limit;
	socklen_t size = sizeof limit;

	if (getsockopt(fd, SOL_SOCKET, option, &limit, &size) != 0 ||
	    (limit.tv_sec == 0 && limit.tv_usec == 0))
		return NEVER;
	return clock_ns() + (uint64_t)limit.tv_sec * 1000000000 + (uint64_t)limit.tv_usec * 1000;
}

static bool
blocks(int fd, int flags)
{
	return blocking_model && !(flags & MSG_DONTWAIT) && !(fcntl(fd, F_GETFL) & O_NONBLOCK);
}

ssize_t
recvfrom(int fd, void *restrict buffer, size_t size, int flags, __SOCKADDR_ARG address,
         socklen_t *restrict length)
{
	uint64_t deadline;
	ssize_t got;

	if (!blocks(fd, flags))
		return WAITING(syscall(
			SYS_recvfrom, fd, buffer, size, flags, address.__sockaddr__, length));
	deadline = socket_deadline(fd, SO_RCVTIMEO);
	for (size_t done = 0;;) {
		got = syscall(SYS_recvfrom,
		              fd,
		              (char *)buffer + done,
		              size - done,
		              flags | MSG_DONTWAIT,
		              address.__sockaddr__,
		              length);
		if (got > 0)
			done += (size_t)got;
		if (got == 0 || (done > 0 && (!(flags & MSG_WAITALL) || done == size)))
			return (ssize_t)done;
		if (got < 0 && (errno != EAGAIN || wait_ready(fd, POLLIN, deadline) != 0))
			return done ? (ssize_t)done : -1;
	}
}

ssize_t
recv(int fd, void *buffer, size_t size, int flags)
{
	return recvfrom(fd, buffer, size, flags, (struct sockaddr *)NULL, NULL);
}

/* a blocking send takes all, or until something is wrong */
ssize_t
sendto(int fd, const void *data, size_t size, int flags, __CONST_SOCKADDR_ARG address,
       socklen_t length)
{
	uint64_t deadline;

	if (!blocks(fd, flags))
		return WAITING(
			syscall(SYS_sendto, fd, data, size, flags, address.__sockaddr__, length));
	deadline = socket_deadline(fd, SO_SNDTIMEO);
	for (size_t done = 0;;) {
		ssize_t put = syscall(SYS_sendto,
		                      fd,
		                      (const char *)data + done,
		                      size - done,
		                      flags | MSG_DONTWAIT,
		                      address.__sockaddr__,
		                      length);

		if (put >= 0)
			done += (size_t)put;
		if (put >= 0 && done == size)
			return (ssize_t)done;
		if (put < 0 && (errno != EAGAIN || wait_ready(fd, POLLOUT, deadline) != 0))
			return done ? (ssize_t)done : -1;
	}
}

ssize_t
send(int fd, const void *data, size_t size, int flags)
{
	return sendto(fd, data, size, flags, (const struct sockaddr *)NULL, 0);
}

/* what became of a connection that was begun without blocking */
static int
connected(int fd)
{
	int error = 0;
	socklen_t size = sizeof error;

	if (wait_ready(fd, POLLOUT, socket_deadline(fd, SO_SNDTIMEO)) != 0) {
		errno = EINPROGRESS;
		return -1;
	}
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
	errno = error ? error : errno;
	return error ? -1 : 0;
}

int
connect(int fd, __CONST_SOCKADDR_ARG address, socklen_t length)
{
	int flags;
	int status;

	if (!blocks(fd, 0))
		return (int)WAITING(syscall(SYS_connect, fd, address.__sockaddr__, length));
	flags = fcntl(fd, F_GETFL);
	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	status = (int)syscall(SYS_connect, fd, address.__sockaddr__, length);
	if (status != 0 && errno == EINPROGRESS)
		status = connected(fd);
	fcntl(fd, F_SETFL, flags);
	return status;
}

/* what libraries built with _FORTIFY_SOURCE call; their callers were checked */
ssize_t __recv_chk(int, void *, size_t, size_t, int);

ssize_t
__recv_chk(int fd, void *buffer, size_t size, size_t room, int flags)
{
	(void)room;
	return recv(fd, buffer, size, flags);
}
