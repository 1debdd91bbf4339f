/*
 * Messages of several buffers, with what travels beside them. The rest of a
 * stream's message goes buffer by buffer: what travels beside has gone first.
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runners/seam/waiting.h"

static size_t
size_of(const struct msghdr *message)
{
	size_t all = 0;

	for (size_t k = 0; k < message->msg_iovlen; k++)
		all += message->msg_iov[k].iov_len;
	return all;
}

/* what of the k-th buffer is not among the first `done` bytes */
static struct iovec
remainder_of(const struct msghdr *message, size_t k, size_t *done)
{
	struct iovec part = message->msg_iov[k];
	size_t skip = *done < part.iov_len ? *done : part.iov_len;

	*done -= skip;
	return (struct iovec){(char *)part.iov_base + skip, part.iov_len - skip};
}

/* recv or send buffer by buffer, until one is not moved whole; how much in all */
static ssize_t
move_rest(int fd, const struct msghdr *message, int flags, size_t done, bool out)
{
	size_t skip = done;

	for (size_t k = 0; k < message->msg_iovlen; k++) {
		struct iovec part = remainder_of(message, k, &skip);
		ssize_t moved = part.iov_len == 0 ? 0
		                : out             ? send(fd, part.iov_base, part.iov_len, flags)
		                                  : recv(fd, part.iov_base, part.iov_len, flags);

		done += moved > 0 ? (size_t)moved : 0;
		if (moved < (ssize_t)part.iov_len)
			break;
	}
	return (ssize_t)done;
}

/* the kernel writes lengths into the message, also where it receives nothing */
static ssize_t
receive_at_once(int fd, struct msghdr *message, int flags)
{
	const struct msghdr before = *message;
	ssize_t got = syscall(SYS_recvmsg, fd, message, flags | MSG_DONTWAIT);

	if (got < 0)
		*message = before;
	return got;
}

ssize_t
recvmsg(int fd, struct msghdr *message, int flags)
{
	const int before = errno;
	uint64_t deadline;
	ssize_t got;

	if (!modelled())
		return WAITING(syscall(SYS_recvmsg, fd, message, flags));
	got = receive_at_once(fd, message, flags);
	if (flags & SOCKET_NEVER_WAITS)
		return got;
	if (got < 0 && errno == EAGAIN && !descriptor_nonblocking(fd)) {
		deadline = socket_deadline(fd, SO_RCVTIMEO);
		while (got < 0 && errno == EAGAIN &&
		       blocking_model->ready(fd, POLLIN, deadline) == 0)
			got = receive_at_once(fd, message, flags);
	}
	if (got > 0 && flags & MSG_WAITALL && !(flags & MSG_PEEK) &&
	    (size_t)got < size_of(message) && socket_streams(fd) && !descriptor_nonblocking(fd))
		got = move_rest(fd, message, flags, (size_t)got, false);
	return got >= 0 ? succeed(got, before) : got;
}

ssize_t
sendmsg(int fd, const struct msghdr *message, int flags)
{
	const int before = errno;
	uint64_t deadline;
	ssize_t put;

	if (!modelled() || flags & MSG_DONTWAIT)
		return WAITING(syscall(SYS_sendmsg, fd, message, flags));
	put = syscall(SYS_sendmsg, fd, message, flags | MSG_DONTWAIT);
	if (put < 0 && errno == EAGAIN && !descriptor_nonblocking(fd)) {
		deadline = socket_deadline(fd, SO_SNDTIMEO);
		for (unsigned vain = 0;
		     put < 0 && errno == EAGAIN && socket_room(fd, deadline, vain) == 0;
		     vain++)
			put = syscall(SYS_sendmsg, fd, message, flags | MSG_DONTWAIT);
	}
	if (put > 0 && (size_t)put < size_of(message) && !descriptor_nonblocking(fd))
		put = move_rest(fd, message, flags, (size_t)put, true);
	return put >= 0 ? succeed(put, before) : put;
}
