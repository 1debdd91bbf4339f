#include "runners/coroutine_model.h"

#include <errno.h>
#include <stdlib.h>

#include "runners/clock.h"
#include "runners/coroutine_wait.h"
#include "runners/parking.h"
#include "runners/scheduler.h"

static void
coroutine_sleep_until(uint64_t deadline_ns)
{
	do
		coroutine_suspend_until(scheduler->running, deadline_ns);
	while (clock_ns() < deadline_ns);
}

void
coroutine_wait_done(struct loop_wait *wait)
{
	coroutine_ready(((struct coroutine_wait *)wait)->coroutine);
}

void
coroutine_wait(struct coroutine_wait *w, uint64_t deadline_ns)
{
	while (w->wait.pending && clock_ns() < deadline_ns)
		coroutine_suspend_until(w->coroutine, deadline_ns);
	if (w->wait.pending)
		scheduler->loop->engine->cancel(scheduler->loop, &w->wait);
	while (w->wait.pending)
		coroutine_suspend(w->coroutine);
}

/* What cannot be watched for want of something is looked at again after a moment: never without
 * letting the others run, who may be the ones to change it. */
enum { MOMENT_NS = 1000000 };

static uint64_t
earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* whether an error of watching says that nothing is to be waited for: a file is always ready, and
 * what is no descriptor is no better later */
static bool
pointless(int error)
{
	return error == EPERM || error == EBADF;
}

static int
coroutine_ready_for(int fd, short events, uint64_t deadline_ns)
{
	struct coroutine_wait w = {.wait.done = coroutine_wait_done,
	                           .coroutine = scheduler->running};

	if (loop_watch(scheduler->loop, &w.wait, fd, events) != 0) {
		if (!pointless(errno))
			coroutine_sleep_until(earlier(deadline_ns, clock_ns() + MOMENT_NS));
		w.wait.result = 0;
	}
	coroutine_wait(&w, deadline_ns);
	if (w.wait.result != -EBADF && w.wait.result != -ECANCELED)
		return 0;
	errno = w.wait.result == -EBADF ? EBADF : EAGAIN;
	return -1;
}

/* Several descriptors. */

/* how many of them are waited for still */
static size_t
pending(const struct coroutine_wait *w, nfds_t count)
{
	size_t n = 0;

	for (nfds_t k = 0; k < count; k++)
		n += w[k].wait.pending;
	return n;
}

/* wait until one of them may be ready, or the deadline has passed */
static void
watch_all(const struct pollfd *fds, nfds_t count, uint64_t deadline_ns, struct coroutine_wait *w)
{
	struct coroutine *c = scheduler->running;
	struct loop *loop = scheduler->loop;
	size_t begun = 0;

	for (nfds_t k = 0; k < count; k++) {
		w[k] = (struct coroutine_wait){.wait.done = coroutine_wait_done, .coroutine = c};
		if (fds[k].fd < 0)
			continue;
		if (loop_watch(loop, &w[k].wait, fds[k].fd, fds[k].events) == 0)
			begun++;
		else if (!pointless(errno))
			deadline_ns = earlier(deadline_ns, clock_ns() + MOMENT_NS);
	}
	/* a full ring is emptied while it is filled: then one may be done before we sleep */
	if (pending(w, count) == begun)
		coroutine_suspend_until(c, deadline_ns);
	for (nfds_t k = 0; k < count; k++)
		if (w[k].wait.pending)
			loop->engine->cancel(loop, &w[k].wait);
	for (nfds_t k = 0; k < count; k++)
		while (w[k].wait.pending)
			coroutine_suspend(c);
}

/* what was closed meanwhile is answered for, whatever has its number now */
static int
look_again(struct pollfd *fds, nfds_t count, const struct coroutine_wait *w)
{
	int ready = kernel_poll(fds, count, 0);

	for (nfds_t k = 0; k < count && ready >= 0; k++)
		if (fds[k].fd >= 0 && w[k].wait.result == -EBADF) {
			ready += fds[k].revents == 0;
			fds[k].revents = POLLNVAL;
		}
	return ready;
}

static int
coroutine_poll(struct pollfd *fds, nfds_t count, uint64_t deadline_ns)
{
	struct coroutine_wait few[4];
	struct coroutine_wait *w = few;
	int ready = kernel_poll(fds, count, 0);

	if (ready != 0 || (count > 4 && !(w = calloc(count, sizeof *w))))
		return ready ? ready : -1;
	while (ready == 0 && clock_ns() < deadline_ns) {
		watch_all(fds, count, deadline_ns, w);
		ready = look_again(fds, count, w);
	}
	if (w != few)
		free(w);
	return ready;
}

static void
coroutine_closing(int fd)
{
	loop_closing(scheduler->loop, fd);
}

static uint32_t
coroutine_self(void)
{
	const struct coroutine *c = scheduler->running;

	return c->hand ? UINT32_MAX - c->hand : (uint32_t)c->task + 1;
}

const struct blocking_model coroutine_model = {
	.sleep_until = coroutine_sleep_until,
	.poll = coroutine_poll,
	.ready = coroutine_ready_for,
	.accept = coroutine_accept,
	.pread = coroutine_pread,
	.pwrite = coroutine_pwrite,
	.sync = coroutine_sync,
	.call = coroutine_call,
	.closing = coroutine_closing,
	.park = coroutine_park,
	.wake = coroutine_wake,
	.self = coroutine_self,
};
