/*
 * The loop on io_uring: descriptors by POLL_ADD, which keeps no table that two
 * waiters or a closed descriptor could confuse; files by READ.
 */
#include <errno.h>
#include <liburing.h>
#include <stdlib.h>

#include "runners/loop.h"

enum { ENTRIES = 1024 };

struct uring {
	struct loop loop;
	struct io_uring ring;
};

static struct loop *
uring_open(void)
{
	struct uring *u = calloc(1, sizeof *u);
	int status;

	if (!u)
		return NULL;
	u->loop.engine = &loop_uring;
	status = io_uring_queue_init(
		ENTRIES, &u->ring, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN);
	if (status == -EINVAL) /* before Linux 6.1 */
		status = io_uring_queue_init(ENTRIES, &u->ring, 0);
	if (status == 0)
		return &u->loop;
	free(u);
	errno = -status;
	return NULL;
}

static struct uring *
of(struct loop *loop)
{
	return (struct uring *)loop;
}

static void
uring_close(struct loop *loop)
{
	io_uring_queue_exit(&of(loop)->ring);
	free(loop);
}

/* A full queue is handed to the kernel, which takes it unless it has completions to give first: those
 * wait in the ring for the next turn. */
static struct io_uring_sqe *
entry(struct uring *u)
{
	struct io_uring_sqe *sqe;

	while (!(sqe = io_uring_get_sqe(&u->ring))) {
		int status = io_uring_submit_and_get_events(&u->ring);

		if (status < 0 && status != -EINTR && status != -EAGAIN && status != -EBUSY) {
			errno = -status;
			return NULL;
		}
	}
	return sqe;
}

static int
uring_watch(struct loop *loop, struct loop_wait *wait, int fd, short events)
{
	struct io_uring_sqe *sqe = entry(of(loop));

	if (!sqe)
		return -1;
	io_uring_prep_poll_add(sqe, fd, (unsigned short)events);
	io_uring_sqe_set_data(sqe, wait);
	wait->pending = true;
	return 0;
}

static void
uring_unwatch(struct loop *loop, struct loop_wait *wait)
{
	struct io_uring_sqe *sqe = entry(of(loop));

	if (!sqe)
		return;
	io_uring_prep_poll_remove(sqe, (uintptr_t)wait);
	io_uring_sqe_set_data(sqe, NULL);
}

static int
uring_pread(struct loop *loop, struct loop_wait *wait, int fd, void *buffer, size_t size, off_t at)
{
	struct io_uring_sqe *sqe = entry(of(loop));

	if (!sqe)
		return -1;
	io_uring_prep_read(sqe, fd, buffer, (unsigned)size, (uint64_t)at);
	io_uring_sqe_set_data(sqe, wait);
	wait->pending = true;
	return 0;
}

static void
complete(const struct io_uring_cqe *cqe)
{
	struct loop_wait *wait = io_uring_cqe_get_data(cqe);

	if (!wait)
		return;
	wait->result = cqe->res;
	wait->pending = false;
	wait->done(wait);
}

static void
uring_turn(struct loop *loop, uint64_t patience_ns)
{
	struct io_uring *ring = &of(loop)->ring;
	struct __kernel_timespec patience = {.tv_sec = (long long)(patience_ns / 1000000000),
	                                     .tv_nsec = (long long)(patience_ns % 1000000000)};
	struct io_uring_cqe *cqe = NULL;
	unsigned head;
	unsigned count = 0;

	if (patience_ns == 0)
		io_uring_submit_and_get_events(ring);
	else
		io_uring_submit_and_wait_timeout(
			ring, &cqe, 1, patience_ns == UINT64_MAX ? NULL : &patience, NULL);
	io_uring_for_each_cqe(ring, head, cqe)
	{
		complete(cqe);
		count++;
	}
	io_uring_cq_advance(ring, count);
}

const struct loop_engine loop_uring = {
	.name = "uring",
	.open = uring_open,
	.close = uring_close,
	.watch = uring_watch,
	.unwatch = uring_unwatch,
	.pread = uring_pread,
	.turn = uring_turn,
};
