/*
 * The loop on epoll, for kernels that have or allow no io_uring. A descriptor is
 * registered for one shot, and anew for each wait, with what all who wait for it
 * want; so what epoll still knows of a descriptor's former file is harmless.
 * epoll knows no files, no acceptance, and no words: those go to helpers.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "runners/blocking.h"
#include "runners/loop.h"

enum { BATCH = 128, CALL_PWAIT2 = 441 };

struct epoll {
	struct loop loop;
	int fd;
};

static struct epoll *
of(struct loop *loop)
{
	return (struct epoll *)loop;
}

static struct loop *
epoll_open(void)
{
	struct epoll *e = calloc(1, sizeof *e);

	if (!e)
		return NULL;
	*e = (struct epoll){.loop.engine = &loop_epoll, .fd = epoll_create1(EPOLL_CLOEXEC)};
	if (e->fd >= 0)
		return &e->loop;
	free(e);
	return NULL;
}

static void
epoll_close(struct loop *loop)
{
	syscall(SYS_close, of(loop)->fd);
	loop_end(loop);
	free(loop);
}

/* Tell the kernel what is wanted of a descriptor. Whether it knows that file under that number
 * cannot be known here: others may close it. */
static int
arm(struct loop *loop, int fd, short wanted)
{
	/* the events of poll(2) and epoll(7) have the same bits */
	struct epoll_event event = {.events = (uint32_t)(unsigned short)wanted | EPOLLONESHOT,
	                            .data.fd = fd};
	const int before = errno;
	int status = epoll_ctl(of(loop)->fd, EPOLL_CTL_MOD, fd, &event);

	if (status != 0 && errno == ENOENT)
		status = epoll_ctl(of(loop)->fd, EPOLL_CTL_ADD, fd, &event);
	if (status == 0)
		errno = before;
	return status;
}

static int
epoll_watch(struct loop *loop, struct loop_wait *wait)
{
	wait->wanted = (short)(wait->events | (wait->next ? wait->next->wanted : 0));
	return arm(loop, wait->fd, wait->wanted);
}

static void
epoll_cancel(struct loop *loop, struct loop_wait *wait)
{
	int fd = wait->fd;

	loop_done(wait, -ECANCELED);
	if (!loop_waiting(loop, fd))
		epoll_ctl(of(loop)->fd, EPOLL_CTL_DEL, fd, NULL);
}

static void
epoll_settle(struct loop *loop, bool waited_for)
{
	(void)loop, (void)waited_for; /* helpers name descriptors as late as threads do */
}

/* all whom it concerns are told; the others go on waiting */
static void
happen(struct loop *loop, int fd, uint32_t events)
{
	struct loop_wait *wait = loop_waiting(loop, fd);
	short rest = 0;

	while (wait) {
		struct loop_wait *next = wait->next;
		uint32_t wanted = (uint32_t)(unsigned short)wait->events | EPOLLERR | EPOLLHUP;

		if (events & wanted)
			loop_done(wait, (ssize_t)(events & wanted));
		else
			rest = (short)(rest | wait->events);
		wait = next;
	}
	if (!(wait = loop_waiting(loop, fd)))
		return;
	wait->wanted = rest;
	/* what can no longer be watched is looked at by those who want it */
	if (arm(loop, fd, rest) != 0)
		while ((wait = loop_waiting(loop, fd)))
			loop_done(wait, 0);
}

/* epoll_wait counts milliseconds, and would wake late; its successor came with Linux 5.11 */
static int
await(int epoll, struct epoll_event *events, uint64_t patience_ns)
{
	struct timespec patience = {.tv_sec = (time_t)(patience_ns / 1000000000),
	                            .tv_nsec = (long)(patience_ns % 1000000000)};
	struct pollfd ready = {.fd = epoll, .events = POLLIN};
	int count = (int)syscall(CALL_PWAIT2,
	                         epoll,
	                         events,
	                         (long)BATCH,
	                         patience_ns == UINT64_MAX ? NULL : &patience,
	                         NULL,
	                         0L);

	if (count >= 0 || errno != ENOSYS)
		return count;
	kernel_poll(&ready, 1, patience_ns);
	return epoll_wait(epoll, events, BATCH, 0);
}

static void
epoll_turn(struct loop *loop, uint64_t patience_ns)
{
	struct epoll_event events[BATCH];
	int count = await(of(loop)->fd, events, loop_turn_begins(loop, patience_ns));

	for (int k = 0; k < count; k++)
		happen(loop, events[k].data.fd, events[k].events);
	loop_turn_ends(loop);
}

const struct loop_engine loop_epoll = {
	.name = "epoll",
	.open = epoll_open,
	.close = epoll_close,
	.turn = epoll_turn,
	.watch = epoll_watch,
	.cancel = epoll_cancel,
	.settle = epoll_settle,
};
