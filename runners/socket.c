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

/* whether a receive goes on until the buffer is full; datagrams know no such thing, and to look
 * again where one has only peeked shows the same bytes */
static bool
waits_for_all(int fd, int flags)
{
	int type = 0;
	socklen_t size = sizeof type;

	return flags & MSG_WAITALL && !(flags & MSG_PEEK) &&
	       getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

/* a success after some waiting must not show the EAGAIN in between */
static ssize_t
succeed(size_t done, int error)
{
	errno = error;
	return (ssize_t)done;
}

ssize_t
recvfrom(int fd, void *restrict buffer, size_t size, int flags, __SOCKADDR_ARG address,
         socklen_t *restrict length)
{
	uint64_t deadline;
	const int before = errno;
	bool all;
	ssize_t got;

	if (!blocks(fd, flags))
		return WAITING(syscall(
			SYS_recvfrom, fd, buffer, size, flags, address.__sockaddr__, length));
	deadline = socket_deadline(fd, SO_RCVTIMEO);
	all = waits_for_all(fd, flags);
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
		if (got == 0 || (done > 0 && (!all || done == size)))
			return succeed(done, before);
		if (got < 0 && (errno != EAGAIN || wait_ready(fd, POLLIN, deadline) != 0))
			return done ? succeed(done, before) : -1;
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
	const int before = errno;
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
			return succeed(done, before);
		if (put < 0 && (errno != EAGAIN || wait_ready(fd, POLLOUT, deadline) != 0))
			return done ? succeed(done, before) : -1;
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

/* a Unix socket's queue is full, and nothing says when it no longer is */
static bool
waits_for_queue(const struct sockaddr *address, uint64_t deadline)
{
	const uint64_t moment_ns = 1000000;

	if (errno != EAGAIN || address->sa_family != AF_UNIX || clock_ns() >= deadline)
		return false;
	blocking_model->sleep_until(clock_ns() + moment_ns);
	return true;
}

int
connect(int fd, __CONST_SOCKADDR_ARG address, socklen_t length)
{
	const int before = errno;
	uint64_t deadline;
	int flags;
	int status;

	if (!blocks(fd, 0))
		return (int)WAITING(syscall(SYS_connect, fd, address.__sockaddr__, length));
	deadline = socket_deadline(fd, SO_SNDTIMEO);
	flags = fcntl(fd, F_GETFL);
	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	do
		status = (int)syscall(SYS_connect, fd, address.__sockaddr__, length);
	while (status != 0 && waits_for_queue(address.__sockaddr__, deadline));
	if (status != 0 && errno == EINPROGRESS)
		status = connected(fd);
	fcntl(fd, F_SETFL, flags);
	return status == 0 ? (int)succeed(0, before) : status;
}

/* what libraries built with _FORTIFY_SOURCE call; their callers were checked */
ssize_t __recv_chk(int, void *, size_t, size_t, int);

ssize_t
__recv_chk(int fd, void *buffer, size_t size, size_t room, int flags)
{
	(void)room;
	return recv(fd, buffer, size, flags);
}
