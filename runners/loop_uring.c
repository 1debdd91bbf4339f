/*
 * The loop on io_uring: descriptors by POLL_ADD and ACCEPT, files by READ and
 * WRITE. The kernel holds on to the file of everything that it has been told,
 * so two waiters or a closed descriptor confuse nobody.
 */
#include <errno.h>
#include <liburing.h>
#include <stdlib.h>

#include "runners/loop.h"

/* liburing and the headers of the system may be older than the kernel */
enum { OP_FUTEX_WAIT = 51, FUTEX_32_BITS = 2 };

/* A disk idles while what it could do waits to be told with the rest of the turn; so many calls are
 * worth an entry into the kernel of their own. */
enum { ENTRIES = 1024, HANDFUL = 4 };

struct uring {
	struct loop loop;
	struct io_uring ring;
	bool untold; /* what the kernel was not told yet names descriptors of files */
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
	if (status == 0 && !(u->ring.features & IORING_FEAT_EXT_ARG)) {
		io_uring_queue_exit(&u->ring);
		status =
			-ENOSYS; /* before Linux 5.11 a time limit is an entry of its own among the rest */
	}
	if (status == 0) {
		/* saves the kernel a search at every call; it is as well without */
		io_uring_register_ring_fd(&u->ring);
		return &u->loop;
	}
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
	loop_end(loop);
	free(loop);
}

/* What is done stays in the ring's order; nobody who is told begins something here and now. */
static void
reap(struct uring *u)
{
	struct io_uring_cqe *cqe;
	unsigned head;
	unsigned count = 0;

	io_uring_for_each_cqe(&u->ring, head, cqe)
	{
		if (io_uring_cqe_get_data(cqe))
			loop_done(io_uring_cqe_get_data(cqe), cqe->res);
		count++;
	}
	io_uring_cq_advance(&u->ring, count);
}

static int
tell(struct uring *u)
{
	int status = io_uring_submit_and_get_events(&u->ring);

	u->untold = io_uring_sq_ready(&u->ring) > 0;
	return status;
}

/* A full queue is handed to the kernel; which may first want to get rid of what is done. */
static struct io_uring_sqe *
entry(struct uring *u)
{
	struct io_uring_sqe *sqe;

	while (!(sqe = io_uring_get_sqe(&u->ring))) {
		int status = tell(u);

		if (status < 0 && status != -EINTR && status != -EAGAIN && status != -EBUSY) {
			errno = -status;
			return NULL;
		}
		if (status < 0)
			reap(u);
	}
	return sqe;
}

static int
uring_watch(struct loop *loop, struct loop_wait *wait)
{
	struct io_uring_sqe *sqe = entry(of(loop));

	if (!sqe)
		return -1;
	io_uring_prep_poll_add(sqe, wait->fd, (unsigned short)wait->events);
	io_uring_sqe_set_data(sqe, wait);
	return 0;
}

static int
uring_accept(struct loop *loop, struct loop_wait *wait, struct sockaddr *address, socklen_t *length,
             int flags)
{
	struct io_uring_sqe *sqe = entry(of(loop));

	if (!sqe)
		return -1;
	io_uring_prep_accept(sqe, wait->fd, address, length, flags);
	io_uring_sqe_set_data(sqe, wait);
	return 0;
}

static void
uring_cancel(struct loop *loop, struct loop_wait *wait)
{
	struct io_uring_sqe *sqe = entry(of(loop));

	if (!sqe)
		return;
	io_uring_prep_cancel(sqe, wait, 0);
	io_uring_sqe_set_data(sqe, NULL);
}

static void
uring_settle(struct loop *loop, bool waited_for)
{
	struct uring *u = of(loop);

	/* what the kernel does not take now would be done to another file: it may want to get rid of what is
	 * done first */
	while ((waited_for || u->untold) && io_uring_sq_ready(&u->ring) > 0) {
		int status = tell(u);

		if (status < 0 && status != -EINTR && status != -EAGAIN && status != -EBUSY)
			return;
		if (status <= 0)
			reap(u);
	}
}

/* these have no place among the waits of a descriptor */
static int
begin(struct uring *u, struct io_uring_sqe *sqe, struct loop_wait *wait)
{
	io_uring_sqe_set_data(sqe, wait);
	wait->link = NULL;
	wait->closed = false;
	wait->pending = true;
	u->untold = true;
	return 0;
}

/* no call of the kernel moves more, and an entry has 32 bits for it */
static unsigned
at_most(size_t size)
{
	const size_t most = 0x7ffff000;

	return (unsigned)(size < most ? size : most);
}

/* what a disk does */
static int
begin_transfer(struct uring *u, struct io_uring_sqe *sqe, struct loop_wait *wait)
{
	begin(u, sqe, wait);
	/* if the kernel takes none of it now, it is told again at the end of the turn */
	if (io_uring_sq_ready(&u->ring) >= HANDFUL)
		io_uring_submit(&u->ring);
	u->untold = io_uring_sq_ready(&u->ring) > 0;
	return 0;
}

static int
uring_pread(struct loop *loop, struct loop_wait *wait, int fd, void *buffer, size_t size, off_t at)
{
	struct io_uring_sqe *sqe = entry(of(loop));

	if (!sqe)
		return -1;
	io_uring_prep_read(sqe, fd, buffer, at_most(size), (uint64_t)at);
	return begin_transfer(of(loop), sqe, wait);
}

static int
uring_pwrite(struct loop *loop, struct loop_wait *wait, int fd, const void *data, size_t size,
             off_t at)
{
	struct io_uring_sqe *sqe = entry(of(loop));

	if (!sqe)
		return -1;
	io_uring_prep_write(sqe, fd, data, at_most(size), (uint64_t)at);
	return begin_transfer(of(loop), sqe, wait);
}

static int
uring_sync(struct loop *loop, struct loop_wait *wait, int fd, bool data_only)
{
	struct io_uring_sqe *sqe = entry(of(loop));

	if (!sqe)
		return -1;
	io_uring_prep_fsync(sqe, fd, data_only ? IORING_FSYNC_DATASYNC : 0);
	return begin(of(loop), sqe, wait);
}

static int
uring_futex(struct loop *loop, struct loop_wait *wait, _Atomic uint32_t *word, uint32_t expected)
{
	struct io_uring_sqe *sqe = entry(of(loop));

	if (!sqe)
		return -1;
	io_uring_prep_rw(
		OP_FUTEX_WAIT, sqe, FUTEX_32_BITS, (const void *)(uintptr_t)word, 0, expected);
	sqe->addr3 = UINT32_MAX; /* whoever wakes */
	return begin(of(loop), sqe, wait);
}

static void
uring_turn(struct loop *loop, uint64_t patience_ns)
{
	struct uring *u = of(loop);
	struct __kernel_timespec patience;
	struct io_uring_cqe *cqe = NULL;

	patience_ns = loop_turn_begins(loop, patience_ns);
	patience = (struct __kernel_timespec){.tv_sec = (long long)(patience_ns / 1000000000),
	                                      .tv_nsec = (long long)(patience_ns % 1000000000)};
	if (patience_ns == 0)
		io_uring_submit_and_get_events(&u->ring);
	else
		io_uring_submit_and_wait_timeout(
			&u->ring, &cqe, 1, patience_ns == UINT64_MAX ? NULL : &patience, NULL);
	u->untold = io_uring_sq_ready(&u->ring) > 0;
	reap(u);
	loop_turn_ends(loop);
}

const struct loop_engine loop_uring = {
	.name = "uring",
	.open = uring_open,
	.close = uring_close,
	.turn = uring_turn,
	.watch = uring_watch,
	.accept = uring_accept,
	.cancel = uring_cancel,
	.settle = uring_settle,
	.pread = uring_pread,
	.pwrite = uring_pwrite,
	.sync = uring_sync,
	.futex = uring_futex,
};
