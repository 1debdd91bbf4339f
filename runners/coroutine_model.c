#include "runners/coroutine_model.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/uio.h>

#include "runners/clock.h"
#include "runners/scheduler.h"

static void
coroutine_sleep_until(uint64_t deadline_ns)
{
	while (clock_ns() < deadline_ns)
		coroutine_suspend_until(scheduler->running, deadline_ns);
}

/* What cannot be watched, such as a regular file by epoll, is looked at again after a moment: never
 * without letting the others run, who may be the ones to change it. */
enum { REFUSED_NS = 1000000 };

/* the kernel's own limit: no read returns more, and io_uring's has 32 bits */
enum { READ_MAX = 0x7ffff000 };

/* a descriptor that a coroutine waits for */
struct watched {
	struct loop_wait wait;
	struct coroutine *coroutine;
};

static void
wait_done(struct loop_wait *wait)
{
	coroutine_ready(((struct watched *)wait)->coroutine);
}

/* wait until one of the descriptors may be ready, or the deadline has passed */
static void
watch_all(const struct pollfd *fds, nfds_t count, uint64_t deadline_ns, struct watched *watched)
{
	struct coroutine *c = scheduler->running;
	struct loop *loop = scheduler->loop;
	const uint64_t soon_ns = clock_ns() + REFUSED_NS;

	for (nfds_t k = 0; k < count; k++) {
		watched[k] = (struct watched){.wait.done = wait_done, .coroutine = c};
		if (fds[k].fd >= 0 &&
		    loop->engine->watch(loop, &watched[k].wait, fds[k].fd, fds[k].events) != 0)
			deadline_ns = deadline_ns < soon_ns ? deadline_ns : soon_ns;
	}
	coroutine_suspend_until(c, deadline_ns);
	for (nfds_t k = 0; k < count; k++)
		if (watched[k].wait.pending)
			loop->engine->unwatch(loop, &watched[k].wait);
	for (nfds_t k = 0; k < count; k++)
		while (watched[k].wait.pending)
			coroutine_suspend(c);
}

static int
coroutine_poll(struct pollfd *fds, nfds_t count, uint64_t deadline_ns)
{
	struct watched few[4];
	struct watched *watched = few;
	int ready = kernel_poll(fds, count, 0);

	if (ready != 0 || (count > 4 && !(watched = calloc(count, sizeof *watched))))
		return ready ? ready : -1;
	while (ready == 0 && clock_ns() < deadline_ns) {
		watch_all(fds, count, deadline_ns, watched);
		ready = kernel_poll(fds, count, 0);
	}
	if (watched != few)
		free(watched);
	return ready;
}

/* read by the loop; from the disk, as a rule */
static ssize_t
loop_pread(int fd, void *buffer, size_t size, off_t at)
{
	struct coroutine *c = scheduler->running;
	struct watched read = {.wait.done = wait_done, .coroutine = c};

	if (scheduler->loop->engine->pread(scheduler->loop, &read.wait, fd, buffer, size, at) != 0)
		return -1;
	while (read.wait.pending)
		coroutine_suspend(c);
	if (read.wait.result >= 0)
		return read.wait.result;
	errno = (int)-read.wait.result;
	return -1;
}

/* what the page cache has is copied at once: that does not block */
static ssize_t
coroutine_pread(int fd, void *buffer, size_t size, off_t at)
{
	struct iovec into = {.iov_base = buffer, .iov_len = size < READ_MAX ? size : READ_MAX};
	ssize_t cached = fcntl(fd, F_GETFL) & O_DIRECT ? -1 : preadv2(fd, &into, 1, at, RWF_NOWAIT);
	ssize_t rest;

	if (cached == 0 || cached == (ssize_t)into.iov_len)
		return cached;
	if (cached < 0)
		return loop_pread(fd, buffer, into.iov_len, at);
	rest = loop_pread(fd, (char *)buffer + cached, into.iov_len - (size_t)cached, at + cached);
	return rest > 0 ? cached + rest : cached;
}

const struct blocking_model coroutine_model = {
	.sleep_until = coroutine_sleep_until,
	.poll = coroutine_poll,
	.pread = coroutine_pread,
};
