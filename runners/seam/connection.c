/*
 * Connections: made, and accepted.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runners/seam/waiting.h"

/* connect(2) knows no flag for not waiting; the socket blocks again before anybody else runs */
static int
begin(int fd, const struct sockaddr *address, socklen_t length)
{
	int flags = fcntl(fd, F_GETFL);
	int status;
	int error;

	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	status = (int)syscall(SYS_connect, fd, address, length);
	error = errno;
	fcntl(fd, F_SETFL, flags);
	errno = error;
	return status;
}

/* what became of a connection that was begun */
static int
outcome(int fd, uint64_t deadline)
{
	int error = 0;
	socklen_t size = sizeof error;

	if (blocking_model->ready(fd, POLLOUT, deadline) != 0) {
		errno = errno == EAGAIN ? EINPROGRESS : errno;
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
	int status;

	if (!modelled() || descriptor_nonblocking(fd))
		return (int)WAITING(syscall(SYS_connect, fd, address.__sockaddr__, length));
	deadline = socket_deadline(fd, SO_SNDTIMEO);
	do
		status = begin(fd, address.__sockaddr__, length);
	while (status != 0 && waits_for_queue(address.__sockaddr__, deadline));
	if (status != 0 && errno == EINPROGRESS)
		status = outcome(fd, deadline);
	return status == 0 ? (int)succeed(0, before) : status;
}

int
accept4(int fd, __SOCKADDR_ARG address, socklen_t *restrict length, int flags)
{
	const int before = errno;
	int got;

	/* bad flags are an error at once */
	if (!modelled() || flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK) || descriptor_nonblocking(fd))
		return WAITING(kernel_accept(fd, address.__sockaddr__, length, flags));
	got = blocking_model->accept(
		fd, address.__sockaddr__, length, flags, socket_deadline(fd, SO_RCVTIMEO));
	return got >= 0 ? (int)succeed(got, before) : got;
}

int
accept(int fd, __SOCKADDR_ARG address, socklen_t *restrict length)
{
	return accept4(fd, address, length, 0);
}
