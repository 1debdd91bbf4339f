/*
 * read and write, of whatever there is. First an attempt that cannot wait: with
 * RWF_NOWAIT the kernel says "not yet" of pipes, sockets, and files that are not
 * in the page cache. Where it cannot say (EOPNOTSUPP), poll(2) is asked. Files
 * keep their position in the kernel, which hands it to one at a time: so no two
 * readers get the same bytes.
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "runners/seam/waiting.h"

/* a pipe that has room at all has room for so much; and no call moves more than so much */
enum { ROOM = 4096, MOST = 0x7ffff000 };

static ssize_t
unknown(void)
{
	errno = EOPNOTSUPP;
	return -1;
}

ssize_t
read_at_once(int fd, const struct iovec *into, int count)
{
	return descriptor_direct(fd) ? unknown() : preadv2(fd, into, count, -1, RWF_NOWAIT);
}

static ssize_t
write_at_once(int fd, const struct iovec *from, int count)
{
	return descriptor_direct(fd) ? unknown() : pwritev2(fd, from, count, -1, RWF_NOWAIT);
}

/* whether fd is ready now, for kinds of which RWF_NOWAIT knows nothing; if not, EAGAIN */
static bool
ready_now(int fd, short events)
{
	struct pollfd one = {.fd = fd, .events = events};

	if (kernel_poll(&one, 1, 0) != 0)
		return true;
	errno = EAGAIN;
	return false;
}

/* Streams. */

static ssize_t
stream_read(int fd, struct iovec part)
{
	ssize_t got = read_at_once(fd, &part, 1);

	if (got >= 0 || errno != EOPNOTSUPP)
		return got;
	return ready_now(fd, POLLIN) ? syscall(SYS_read, fd, part.iov_base, part.iov_len) : -1;
}

static ssize_t
stream_write(int fd, struct iovec part)
{
	ssize_t put = write_at_once(fd, &part, 1);

	if (put >= 0 || errno != EOPNOTSUPP)
		return put;
	if (part.iov_len > ROOM)
		part.iov_len = ROOM;
	return ready_now(fd, POLLOUT) ? syscall(SYS_write, fd, part.iov_base, part.iov_len) : -1;
}

static bool
is_file(mode_t kind)
{
	return kind == S_IFREG || kind == S_IFBLK;
}

/* what has not been done of the buffers, from the first that has something left */
static const struct iovec *
rest(const struct iovec *buffer, const struct iovec *end, size_t done, struct iovec *part)
{
	while (buffer < end && done >= buffer->iov_len)
		done -= buffer++->iov_len;
	if (buffer < end)
		*part = (struct iovec){(char *)buffer->iov_base + done, buffer->iov_len - done};
	return buffer;
}

static size_t
sum(const struct iovec *buffer, int count)
{
	size_t all = 0;

	for (int k = 0; k < count; k++)
		all += buffer[k].iov_len;
	return all < MOST ? all : MOST;
}

/* a file is read to its end, or until the buffers are full */
static ssize_t
file_read_rest(int fd, const struct iovec *into, int count, size_t done)
{
	struct iovec part = {.iov_len = 0};

	while (done < MOST && rest(into, into + count, done, &part) < into + count) {
		ssize_t got = file_read(fd, part);

		if (got <= 0)
			return done ? (ssize_t)done : got;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

static ssize_t
stream_read_some(int fd, mode_t kind, const struct iovec *into, int count)
{
	uint64_t deadline = kind == S_IFSOCK ? socket_deadline(fd, SO_RCVTIMEO) : NEVER;

	for (;;) {
		struct iovec part = {.iov_len = 0};
		ssize_t got;

		if (blocking_model->ready(fd, POLLIN, deadline) != 0)
			return -1;
		rest(into, into + count, 0, &part);
		got = count == 1 ? stream_read(fd, part) : read_at_once(fd, into, count);
		if (got < 0 && errno == EOPNOTSUPP)
			got = stream_read(fd, part);
		if (got >= 0 || errno != EAGAIN)
			return got;
	}
}

static ssize_t
descriptor_read(int fd, const struct iovec *into, int count)
{
	const int before = errno;
	size_t all = sum(into, count);
	ssize_t got;
	mode_t kind;

	/* what asks for nothing waits for nothing */
	if (all == 0)
		return syscall(SYS_readv, fd, into, count);
	got = read_at_once(fd, into, count);
	if (got == 0 || got == (ssize_t)all || (got < 0 && errno != EAGAIN && errno != EOPNOTSUPP))
		return got;
	kind = descriptor_kind(fd);
	if (is_file(kind))
		got = file_read_rest(fd, into, count, got > 0 ? (size_t)got : 0);
	else if (got < 0 && descriptor_nonblocking(fd))
		got = syscall(SYS_readv, fd, into, count);
	else if (got < 0)
		got = stream_read_some(fd, kind, into, count);
	return got >= 0 ? succeed(got, before) : got;
}

/* what has been begun goes on in parts; but a datagram is one, however many its parts */
static ssize_t
stream_write_some(int fd, const struct iovec *from, int count, size_t done, struct iovec part)
{
	ssize_t put = done == 0 && count > 1 ? write_at_once(fd, from, count) : unknown();

	return put >= 0 || errno != EOPNOTSUPP ? put : stream_write(fd, part);
}

/* A blocking write takes all, or until something is wrong. */
static ssize_t
write_rest(int fd, const struct iovec *from, int count, size_t done)
{
	mode_t kind = descriptor_kind(fd);
	uint64_t deadline = kind == S_IFSOCK ? socket_deadline(fd, SO_SNDTIMEO) : NEVER;
	struct iovec part = {.iov_len = 0};

	while (done < MOST && rest(from, from + count, done, &part) < from + count) {
		ssize_t put = is_file(kind) ? file_write(fd, part)
		                            : stream_write_some(fd, from, count, done, part);

		if (put > 0)
			done += (size_t)put;
		else if (put == 0 || errno != EAGAIN ||
		         blocking_model->ready(fd, POLLOUT, deadline) != 0)
			return done ? (ssize_t)done : put;
	}
	return (ssize_t)done;
}

static ssize_t
descriptor_write(int fd, const struct iovec *from, int count)
{
	const int before = errno;
	size_t all = sum(from, count);
	ssize_t put;

	if (all == 0)
		return syscall(SYS_writev, fd, from, count);
	put = write_at_once(fd, from, count);
	if (put == (ssize_t)all || (put < 0 && errno != EAGAIN && errno != EOPNOTSUPP))
		return put;
	if (descriptor_nonblocking(fd) && !is_file(descriptor_kind(fd)))
		return put > 0 ? put : syscall(SYS_writev, fd, from, count);
	put = write_rest(fd, from, count, put > 0 ? (size_t)put : 0);
	return put >= 0 ? succeed(put, before) : put;
}

/* The names. */

ssize_t
read(int fd, void *buffer, size_t size)
{
	if (!modelled())
		return WAITING(syscall(SYS_read, fd, buffer, size));
	return descriptor_read(fd, &(struct iovec){buffer, size}, 1);
}

ssize_t
write(int fd, const void *data, size_t size)
{
	if (!modelled())
		return WAITING(syscall(SYS_write, fd, data, size));
	return descriptor_write(fd, &(struct iovec){(void *)(uintptr_t)data, size}, 1);
}

ssize_t
readv(int fd, const struct iovec *into, int count)
{
	if (!modelled() || count <= 0)
		return WAITING(syscall(SYS_readv, fd, into, count));
	return descriptor_read(fd, into, count);
}

ssize_t
writev(int fd, const struct iovec *from, int count)
{
	if (!modelled() || count <= 0)
		return WAITING(syscall(SYS_writev, fd, from, count));
	return descriptor_write(fd, from, count);
}
