/*
 * Sending and receiving. First an attempt without waiting, which mostly answers
 * the question; only where it says "not yet" is it looked at whether, and how
 * long, the caller wants to wait.
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runners/seam/waiting.h"

/* a call, and how much of it is done */
struct exchange {
	int fd, flags;
	char *buffer;
	size_t size, done;
	struct sockaddr *address;
	void *length; /* where, or how much, the address is */
};

static ssize_t
receive_at_once(const struct exchange *e)
{
	return syscall(SYS_recvfrom,
	               e->fd,
	               e->buffer + e->done,
	               e->size - e->done,
	               e->flags | MSG_DONTWAIT,
	               e->address,
	               e->length);
}

/* A receive goes on until something has come or, with MSG_WAITALL, the buffer is full. To look
 * again where one has only peeked would show the same bytes; datagrams know no such thing. */
static ssize_t
receive_rest(struct exchange *e, ssize_t got)
{
	uint64_t deadline = socket_deadline(e->fd, SO_RCVTIMEO);
	bool all = e->flags & MSG_WAITALL && !(e->flags & MSG_PEEK) && socket_streams(e->fd);

	for (;;) {
		if (got > 0)
			e->done += (size_t)got;
		if (got == 0 || (e->done > 0 && (!all || e->done == e->size)))
			return (ssize_t)e->done;
		if (got < 0 &&
		    (errno != EAGAIN || blocking_model->ready(e->fd, POLLIN, deadline) != 0))
			return e->done ? (ssize_t)e->done : -1;
		got = receive_at_once(e);
	}
}

ssize_t
recvfrom(int fd, void *restrict buffer, size_t size, int flags, __SOCKADDR_ARG address,
         socklen_t *restrict length)
{
	struct exchange e = {fd, flags, buffer, size, 0, address.__sockaddr__, length};
	const int before = errno;
	ssize_t got;

	if (!modelled())
		return WAITING(syscall(
			SYS_recvfrom, fd, buffer, size, flags, address.__sockaddr__, length));
	got = receive_at_once(&e);
	if (flags & SOCKET_NEVER_WAITS)
		return got;
	if (got < 0 ? errno != EAGAIN : !(flags & MSG_WAITALL) || got == 0 || (size_t)got == size)
		return got;
	if (descriptor_nonblocking(fd))
		return got;
	got = receive_rest(&e, got);
	return got >= 0 ? succeed(got, before) : got;
}

ssize_t
recv(int fd, void *buffer, size_t size, int flags)
{
	return recvfrom(fd, buffer, size, flags, (struct sockaddr *)NULL, NULL);
}

static ssize_t
send_at_once(const struct exchange *e)
{
	return syscall(SYS_sendto,
	               e->fd,
	               e->buffer + e->done,
	               e->size - e->done,
	               e->flags | MSG_DONTWAIT,
	               e->address,
	               (socklen_t)(uintptr_t)e->length);
}

/* a blocking send takes all, or until something is wrong */
static ssize_t
send_rest(struct exchange *e, ssize_t put)
{
	uint64_t deadline = socket_deadline(e->fd, SO_SNDTIMEO);
	unsigned vain = 0;

	for (;;) {
		if (put >= 0) {
			e->done += (size_t)put;
			vain = 0;
		}
		if (put >= 0 && e->done == e->size)
			return (ssize_t)e->done;
		if (put < 0 && (errno != EAGAIN || socket_room(e->fd, deadline, vain++) != 0))
			return e->done ? (ssize_t)e->done : -1;
		put = send_at_once(e);
	}
}

ssize_t
sendto(int fd, const void *data, size_t size, int flags, __CONST_SOCKADDR_ARG address,
       socklen_t length)
{
	struct exchange e = {fd,
	                     flags,
	                     (char *)(uintptr_t)data,
	                     size,
	                     0,
	                     (struct sockaddr *)(uintptr_t)address.__sockaddr__,
	                     (void *)(uintptr_t)length};
	const int before = errno;
	ssize_t put;

	if (!modelled() || flags & MSG_DONTWAIT)
		return WAITING(
			syscall(SYS_sendto, fd, data, size, flags, address.__sockaddr__, length));
	put = send_at_once(&e);
	if (put < 0 ? errno != EAGAIN : (size_t)put == size)
		return put;
	if (descriptor_nonblocking(fd))
		return put;
	put = send_rest(&e, put);
	return put >= 0 ? succeed(put, before) : put;
}

ssize_t
send(int fd, const void *data, size_t size, int flags)
{
	return sendto(fd, data, size, flags, (const struct sockaddr *)NULL, 0);
}
