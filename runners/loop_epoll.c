/*
 * The loop on epoll, for kernels that have or allow no io_uring. Every wait
 * registers a duplicate of its descriptor, so that two coroutines may wait on
 * one. epoll knows no regular files: a few helper threads read them.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runners/blocking.h"
#include "runners/loop.h"

enum { HELPERS = 4, BATCH = 128 };

/* a read that a helper does */
struct request {
	struct loop_wait *wait;
	void *buffer;
	size_t size;
	off_t at;
	int fd;
	struct request *next;
};

struct epoll {
	struct loop loop;
	int fd, bell; /* the bell rings when a helper has done something */
	pthread_t helper[HELPERS];
	int helpers; /* started when first needed */
	bool closing;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct request *first, **last, *finished;
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
	struct epoll_event ring = {.events = EPOLLIN, .data.ptr = NULL};

	if (!e)
		return NULL;
	*e = (struct epoll){.loop.engine = &loop_epoll, .last = &e->first};
	pthread_mutex_init(&e->lock, NULL);
	pthread_cond_init(&e->more, NULL);
	e->fd = epoll_create1(EPOLL_CLOEXEC);
	e->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (e->fd >= 0 && e->bell >= 0 && epoll_ctl(e->fd, EPOLL_CTL_ADD, e->bell, &ring) == 0)
		return &e->loop;
	free(e);
	return NULL;
}

static void
epoll_close(struct loop *loop)
{
	struct epoll *e = of(loop);

	pthread_mutex_lock(&e->lock);
	e->closing = true;
	pthread_cond_broadcast(&e->more);
	pthread_mutex_unlock(&e->lock);
	for (int k = 0; k < e->helpers; k++)
		pthread_join(e->helper[k], NULL);
	close(e->bell);
	close(e->fd);
	free(e);
}

static int
epoll_watch(struct loop *loop, struct loop_wait *wait, int fd, short events)
{
	/* the events of poll(2) and epoll(7) have the same bits */
	struct epoll_event event = {.events = (uint32_t)(unsigned short)events | EPOLLONESHOT,
	                            .data.ptr = wait};

	wait->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (wait->fd < 0)
		return -1;
	if (epoll_ctl(of(loop)->fd, EPOLL_CTL_ADD, wait->fd, &event) != 0) {
		int error = errno;

		close(wait->fd);
		errno = error;
		return -1;
	}
	wait->pending = true;
	return 0;
}

static void
complete(struct epoll *e, struct loop_wait *wait, bool watched)
{
	if (watched) {
		/* closing would not do: the file is still open under its first number */
		epoll_ctl(e->fd, EPOLL_CTL_DEL, wait->fd, NULL);
		close(wait->fd);
	}
	wait->pending = false;
	wait->done(wait);
}

static void
epoll_unwatch(struct loop *loop, struct loop_wait *wait)
{
	complete(of(loop), wait, true);
}

static void *
help(void *argument)
{
	struct epoll *e = argument;
	const uint64_t one = 1;

	pthread_mutex_lock(&e->lock);
	for (;;) {
		struct request *r;

		while (!e->first && !e->closing)
			pthread_cond_wait(&e->more, &e->lock);
		if (!e->first)
			break;
		r = e->first;
		e->first = r->next;
		if (!e->first)
			e->last = &e->first;
		pthread_mutex_unlock(&e->lock);
		r->wait->result = kernel_pread(r->fd, r->buffer, r->size, r->at);
		if (r->wait->result < 0)
			r->wait->result = -errno;
		pthread_mutex_lock(&e->lock);
		r->next = e->finished;
		e->finished = r;
		if (write(e->bell, &one, sizeof one) < 0)
			continue; /* it is ringing already */
	}
	pthread_mutex_unlock(&e->lock);
	return NULL;
}

static int
epoll_pread(struct loop *loop, struct loop_wait *wait, int fd, void *buffer, size_t size, off_t at)
{
	struct epoll *e = of(loop);
	struct request *r = malloc(sizeof *r);

	if (!r)
		return -1;
	while (e->helpers < HELPERS && pthread_create(&e->helper[e->helpers], NULL, help, e) == 0)
		e->helpers++;
	if (e->helpers == 0) {
		free(r);
		return -1;
	}
	*r = (struct request){wait, buffer, size, at, fd, NULL};
	wait->pending = true;
	pthread_mutex_lock(&e->lock);
	*e->last = r;
	e->last = &r->next;
	pthread_cond_signal(&e->more);
	pthread_mutex_unlock(&e->lock);
	return 0;
}

static void
take_finished(struct epoll *e)
{
	struct request *r;
	uint64_t rings;

	if (syscall(SYS_read, e->bell, &rings, sizeof rings) < 0)
		return;
	pthread_mutex_lock(&e->lock);
	r = e->finished;
	e->finished = NULL;
	pthread_mutex_unlock(&e->lock);
	while (r) {
		struct request *next = r->next;

		complete(e, r->wait, false);
		free(r);
		r = next;
	}
}

static void
epoll_turn(struct loop *loop, uint64_t patience_ns)
{
	struct epoll *e = of(loop);
	struct epoll_event events[BATCH];
	struct pollfd ready = {.fd = e->fd, .events = POLLIN};
	int count;

	/* epoll_wait counts milliseconds, and would wake late */
	kernel_poll(&ready, 1, patience_ns);
	count = epoll_wait(e->fd, events, BATCH, 0);
	for (int k = 0; k < count; k++)
		if (events[k].data.ptr)
			complete(e, events[k].data.ptr, true);
		else
			take_finished(e);
}

const struct loop_engine loop_epoll = {
	.name = "epoll",
	.open = epoll_open,
	.close = epoll_close,
	.watch = epoll_watch,
	.unwatch = epoll_unwatch,
	.pread = epoll_pread,
	.turn = epoll_turn,
};
