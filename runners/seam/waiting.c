#include "runners/seam/waiting.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "runners/gil.h"
#include "runners/trace.h"

struct wait
wait_begin(enum wait_reason reason)
{
	const bool released = gil_release(reason == FOR_OTHERS);

	return (struct wait){
		.since_ns = trace ? clock_ns() : 0, .reason = reason, .released = released};
}

void
wait_end(struct wait wait)
{
	int error = errno;

	if (trace)
		trace_segment(wait.reason == FOR_OTHERS ? TASK_AWAITS : TASK_WAITS,
		              wait.since_ns,
		              clock_ns());
	if (wait.released)
		gil_retake();
	errno = error;
}

ssize_t
succeed(ssize_t result, int errno_before)
{
	errno = errno_before;
	return result;
}

uint64_t
time_ns(const struct timespec *t)
{
	const time_t longest = INT64_MAX / 1000000000 - 1;
	time_t seconds = t->tv_sec < longest ? t->tv_sec : longest;

	return (uint64_t)seconds * 1000000000 + (uint64_t)t->tv_nsec;
}

bool
time_valid(const struct timespec *t)
{
	return t->tv_sec >= 0 && t->tv_nsec >= 0 && t->tv_nsec < 1000000000;
}

uint64_t
deadline_after(uint64_t patience_ns)
{
	return patience_ns == NEVER ? NEVER : clock_ns() + patience_ns;
}

bool
descriptor_nonblocking(int fd)
{
	return fcntl(fd, F_GETFL) & O_NONBLOCK;
}

mode_t
descriptor_kind(int fd)
{
	struct stat is;

	return fstat(fd, &is) == 0 ? is.st_mode & S_IFMT : 0;
}

/* of each descriptor: whether it is direct, and how often that may still be believed */
enum { REMEMBERED = 1 << 12, DIRECT = 128, USES = 127 };
static _Atomic uint8_t known[REMEMBERED];

bool
descriptor_direct(int fd)
{
	bool remembered = fd >= 0 && fd < REMEMBERED;
	uint8_t is = remembered ? atomic_load_explicit(&known[fd], memory_order_relaxed) : 0;

	/* a pipe may have that flag too, where it means something else */
	if ((is & USES) == 0)
		is = fcntl(fd, F_GETFL) & O_DIRECT && lseek(fd, 0, SEEK_CUR) >= 0 ? DIRECT | USES
		                                                                  : USES;
	if (remembered)
		atomic_store_explicit(&known[fd], (uint8_t)(is - 1), memory_order_relaxed);
	return is & DIRECT;
}

void
descriptor_forget(int fd)
{
	if (fd >= 0 && fd < REMEMBERED)
		atomic_store_explicit(&known[fd], 0, memory_order_relaxed);
}

bool
descriptor_in_memory(int fd)
{
	struct statfs of;

	return fstatfs(fd, &of) == 0 && (of.f_type == TMPFS_MAGIC || of.f_type == RAMFS_MAGIC ||
	                                 of.f_type == PROC_SUPER_MAGIC || of.f_type == SYSFS_MAGIC);
}

uint64_t
socket_deadline(int fd, int option)
{
	struct timeval limit;
	socklen_t size = sizeof limit;

	if (getsockopt(fd, SOL_SOCKET, option, &limit, &size) != 0 ||
	    (limit.tv_sec == 0 && limit.tv_usec == 0))
		return NEVER;
	return clock_ns() + time_ns(&(struct timespec){limit.tv_sec, limit.tv_usec * 1000});
}

bool
socket_streams(int fd)
{
	int type = 0;
	socklen_t size = sizeof type;

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

/* A Unix datagram socket that is not connected calls itself ready while its peer's queue is full,
 * and nothing says when it no longer is. */
int
socket_room(int fd, uint64_t deadline_ns, unsigned vain)
{
	const uint64_t moment_ns = 1000000;

	if (vain >= 2 && clock_ns() < deadline_ns)
		blocking_model->sleep_until(clock_ns() + moment_ns);
	return blocking_model->ready(fd, POLLOUT, deadline_ns);
}
