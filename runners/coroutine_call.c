/*
 * Calls of a coroutine that the loop does as a whole, if its engine can; if not,
 * a helper does. Where there is no helper to be had either, they are done on the
 * spot: late for the others, but right.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/uio.h>
#include <unistd.h>

#include "runners/blocking.h"
#include "runners/clock.h"
#include "runners/coroutine_wait.h"
#include "runners/helper.h"
#include "runners/scheduler.h"
#include "runners/seam/waiting.h"

/* the kernel's own limit: no call moves more, and io_uring's has 32 bits */
enum { MOST = 0x7ffff000 };

/* On helpers. */

struct delegated {
	struct chore chore;
	struct coroutine *coroutine;
	bool done;
};

static void
delegated_done(struct chore *chore)
{
	struct delegated *d = (struct delegated *)chore;

	d->done = true;
	coroutine_ready(d->coroutine);
}

void
coroutine_call(void (*function)(void *), void *argument)
{
	struct delegated d = {
		.chore = {.function = function, .argument = argument, .done = delegated_done},
		.coroutine = scheduler->running};
	const struct blocking_model *model = blocking_model;

	if (loop_delegate(scheduler->loop, &d.chore) != 0) {
		blocking_model = NULL;
		function(argument);
		blocking_model = model;
		return;
	}
	while (!d.done)
		coroutine_suspend(d.coroutine);
}

/* a call on a file */
struct operation {
	enum { READ, WRITE, SYNC, SYNC_DATA } kind;
	int fd;
	void *buffer;
	size_t size;
	off_t at;
	ssize_t result;
	int error;
};

static void
operate(void *argument)
{
	struct operation *o = argument;

	switch (o->kind) {
	case READ:
		o->result = kernel_pread(o->fd, o->buffer, o->size, o->at);
		break;
	case WRITE:
		o->result = kernel_pwrite(o->fd, o->buffer, o->size, o->at);
		break;
	default:
		o->result = kernel_sync(o->fd, o->kind == SYNC_DATA);
	}
	o->error = errno;
}

/* In the loop. */

static int
begin(struct loop_wait *wait, const struct operation *o)
{
	const struct loop_engine *engine = scheduler->loop->engine;

	switch (o->kind) {
	case READ:
		return engine->pread
		               ? engine->pread(
					 scheduler->loop, wait, o->fd, o->buffer, o->size, o->at)
		               : -1;
	case WRITE:
		return engine->pwrite
		               ? engine->pwrite(
					 scheduler->loop, wait, o->fd, o->buffer, o->size, o->at)
		               : -1;
	default:
		return engine->sync
		               ? engine->sync(scheduler->loop, wait, o->fd, o->kind == SYNC_DATA)
		               : -1;
	}
}

/* what the ring answers where it does not know the call, or would not wait; a helper does */
static bool
declined(ssize_t result)
{
	return result == -EAGAIN || result == -EINTR || result == -EOPNOTSUPP || result == -EINVAL;
}

static ssize_t
wait_for(struct operation o)
{
	struct coroutine_wait w = {.wait = {.done = coroutine_wait_done, .result = -EAGAIN},
	                           .coroutine = scheduler->running};

	if (begin(&w.wait, &o) == 0)
		coroutine_wait(&w, UINT64_MAX);
	if (!declined(w.wait.result)) {
		o.result = w.wait.result < 0 ? -1 : w.wait.result;
		o.error = (int)-w.wait.result;
	} else {
		coroutine_call(operate, &o);
	}
	if (o.result < 0)
		errno = o.error;
	return o.result;
}

/* what the page cache has is copied at once: that does not block */
ssize_t
coroutine_pread(int fd, void *buffer, size_t size, off_t at)
{
	const int before = errno;
	size_t all = size < MOST ? size : MOST;
	size_t done = 0;
	ssize_t got = -1;

	errno = EAGAIN;
	while (done < all && !descriptor_direct(fd)) {
		struct iovec part = {(char *)buffer + done, all - done};

		got = preadv2(fd, &part, 1, at + (off_t)done, RWF_NOWAIT);
		if (got <= 0)
			break;
		done += (size_t)got;
	}
	if (got < 0 && errno == EOPNOTSUPP && descriptor_in_memory(fd))
		got = kernel_pread(fd, (char *)buffer + done, all - done, at + (off_t)done);
	else if (got < 0 && (errno == EAGAIN || errno == EOPNOTSUPP))
		got = wait_for((struct operation){
			READ, fd, (char *)buffer + done, all - done, at + (off_t)done, 0, 0});
	if (got > 0 && done < all)
		done += (size_t)got;
	return done > 0 || got == 0 ? succeed((ssize_t)done, before) : -1;
}

/* some file systems can tell whether the page cache has room; most cannot */
ssize_t
coroutine_pwrite(int fd, const void *data, size_t size, off_t at)
{
	const int before = errno;
	struct iovec rest = {(void *)(uintptr_t)data, size < MOST ? size : MOST};
	ssize_t done;
	ssize_t put = -1;

	errno = EOPNOTSUPP;
	if (!descriptor_direct(fd))
		put = pwritev2(fd, &rest, 1, at, RWF_NOWAIT);
	if (put == (ssize_t)rest.iov_len || (put < 0 && errno != EAGAIN && errno != EOPNOTSUPP))
		return put;
	if (put < 0 && errno == EOPNOTSUPP && descriptor_in_memory(fd))
		return kernel_pwrite(fd, data, rest.iov_len, at);
	done = put > 0 ? put : 0;
	put = wait_for((struct operation){WRITE,
	                                  fd,
	                                  (char *)rest.iov_base + done,
	                                  rest.iov_len - (size_t)done,
	                                  at + done,
	                                  0,
	                                  0});
	if (put < 0 && done == 0)
		return -1;
	return succeed(put > 0 ? done + put : done, before);
}

int
coroutine_sync(int fd, bool data_only)
{
	return (int)wait_for(
		(struct operation){data_only ? SYNC_DATA : SYNC, fd, NULL, 0, 0, 0, 0});
}

/* Connections. */

/* whether the call fails at once, whoever connects: it is no socket that listens, or there is no
 * descriptor left for a connection */
static bool
accept_fails(int fd)
{
	int listens = 0;
	socklen_t size = sizeof listens;
	int spare;

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || !listens)
		return true;
	spare = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (spare >= 0)
		close(spare);
	return spare < 0;
}

/* Between the last look and the call another process may take the connection, and this one would
 * wait for the next: epoll has no remedy. */
static int
accept_when_ready(int fd, struct sockaddr *address, socklen_t *length, int flags,
                  uint64_t deadline_ns)
{
	struct pollfd one = {.fd = fd, .events = POLLIN};

	while (!accept_fails(fd) && kernel_poll(&one, 1, 0) == 0)
		if (blocking_model->ready(fd, POLLIN, deadline_ns) != 0)
			return -1;
	return kernel_accept(fd, address, length, flags);
}

int
coroutine_accept(int fd, struct sockaddr *address, socklen_t *length, int flags,
                 uint64_t deadline_ns)
{
	struct loop *loop = scheduler->loop;
	struct coroutine_wait w = {.wait.done = coroutine_wait_done,
	                           .coroutine = scheduler->running};

	do {
		if (!loop->engine->accept ||
		    loop_accept(loop, &w.wait, fd, address, length, flags) != 0)
			return accept_when_ready(fd, address, length, flags, deadline_ns);
		coroutine_wait(&w, deadline_ns);
		/* a thread of the ring's may be interrupted, by what is no signal of ours */
	} while (w.wait.result == -EINTR && clock_ns() < deadline_ns);
	if (w.wait.result >= 0)
		return (int)w.wait.result;
	errno = w.wait.result == -ECANCELED || w.wait.result == -EINTR ? EAGAIN
	                                                               : (int)-w.wait.result;
	return -1;
}
