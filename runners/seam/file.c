/*
 * Files: at an offset, which is the model's business; at their position, which
 * the kernel keeps; and down to the disk.
 */
#include <errno.h>
#include <limits.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "runners/seam/waiting.h"

/* At their position. */

/* a read or write that somebody else does */
struct transfer {
	int fd;
	bool write;
	struct iovec part;
	ssize_t done;
	int error;
};

static void
transfer(void *argument)
{
	struct transfer *t = argument;

	t->done =
		syscall(t->write ? SYS_write : SYS_read, t->fd, t->part.iov_base, t->part.iov_len);
	t->error = errno;
}

static ssize_t
transferred(struct transfer t)
{
	blocking_model->call(transfer, &t);
	errno = t.error;
	return t.done;
}

/* Read at a distance from the position first: then it is in the page cache, and to be had at once
 * from the position, wherever that is by then. */
ssize_t
file_read(int fd, struct iovec part)
{
	ssize_t got = read_at_once(fd, &part, 1);
	off_t at;

	if (got < 0 && errno == EAGAIN && (at = lseek(fd, 0, SEEK_CUR)) >= 0) {
		blocking_model->pread(fd, part.iov_base, part.iov_len, at);
		got = read_at_once(fd, &part, 1);
	}
	if (got >= 0 || (errno != EAGAIN && errno != EOPNOTSUPP))
		return got;
	if (errno == EOPNOTSUPP && descriptor_in_memory(fd))
		return syscall(SYS_read, fd, part.iov_base, part.iov_len);
	return transferred((struct transfer){.fd = fd, .part = part});
}

ssize_t
file_write(int fd, struct iovec part)
{
	if (descriptor_in_memory(fd))
		return syscall(SYS_write, fd, part.iov_base, part.iov_len);
	return transferred((struct transfer){.fd = fd, .write = true, .part = part});
}

/* At an offset. */

ssize_t
pread(int fd, void *buffer, size_t size, off_t at)
{
	if (modelled() && at >= 0 && size > 0)
		return blocking_model->pread(fd, buffer, size, at);
	return WAITING(syscall(SYS_pread64, fd, buffer, size, at));
}

ssize_t
pwrite(int fd, const void *data, size_t size, off_t at)
{
	if (modelled() && at >= 0 && size > 0)
		return blocking_model->pwrite(fd, data, size, at);
	return WAITING(syscall(SYS_pwrite64, fd, data, size, at));
}

ssize_t
pread64(int fd, void *buffer, size_t size, off_t at)
{
	return pread(fd, buffer, size, at);
}

ssize_t
pwrite64(int fd, const void *data, size_t size, off_t at)
{
	return pwrite(fd, data, size, at);
}

/* a part for each buffer, until one is not filled or taken whole */
static ssize_t
each(int fd, const struct iovec *part, int count, off_t at, bool write)
{
	ssize_t done = 0;

	for (int k = 0; k < count; k++) {
		size_t size = part[k].iov_len;
		ssize_t moved = size == 0 ? 0
		                : write   ? pwrite(fd, part[k].iov_base, size, at + done)
		                          : pread(fd, part[k].iov_base, size, at + done);

		if (moved < 0)
			return done ? done : moved;
		done += moved;
		if ((size_t)moved < size)
			break;
	}
	return done;
}

ssize_t
preadv(int fd, const struct iovec *into, int count, off_t at)
{
	if (modelled() && at >= 0 && count > 0 && count <= IOV_MAX)
		return each(fd, into, count, at, false);
	return WAITING(syscall(SYS_preadv, fd, into, count, at, 0L));
}

ssize_t
pwritev(int fd, const struct iovec *from, int count, off_t at)
{
	if (modelled() && at >= 0 && count > 0 && count <= IOV_MAX)
		return each(fd, from, count, at, true);
	return WAITING(syscall(SYS_pwritev, fd, from, count, at, 0L));
}

ssize_t
preadv64(int fd, const struct iovec *into, int count, off_t at)
{
	return preadv(fd, into, count, at);
}

ssize_t
pwritev64(int fd, const struct iovec *from, int count, off_t at)
{
	return pwritev(fd, from, count, at);
}

/* Down to the disk. */

int
fsync(int fd)
{
	return modelled() ? blocking_model->sync(fd, false) : WAITING(kernel_sync(fd, false));
}

int
fdatasync(int fd)
{
	return modelled() ? blocking_model->sync(fd, true) : WAITING(kernel_sync(fd, true));
}
