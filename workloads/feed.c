#include "workloads/feed.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include "workloads/digest.h"

enum { OUTPUT_MAX = 1 << 30 };

_Static_assert(PIPE_BUF <= TEXT_PIECE_MAX, "a piece is written in one go");

/* As the pipe has room, so much is written without waiting. Who reads no more has had enough. */
static int
give(struct feed *f)
{
	uint64_t left = f->bytes - f->given;
	size_t size = left < PIPE_BUF ? left : PIPE_BUF;
	ssize_t put = write(f->filter.to, text_at(f->text, f->task, f->given), size);

	if (put < 0 && errno != EPIPE && errno != EINTR)
		return -1;
	if (put > 0)
		f->given += (uint64_t)put;
	if (f->given == f->bytes || (put < 0 && errno == EPIPE))
		filter_close(&f->filter);
	return 0;
}

bool
feed_is_endless(const struct feed *f)
{
	return f->taken > OUTPUT_MAX && f->taken - OUTPUT_MAX > f->bytes;
}

/* 1; 0 when there is no more to come, or -1, also if it will never end */
static int
take(struct feed *f)
{
	char piece[PIPE_BUF];
	ssize_t got = read(f->filter.from, piece, sizeof piece);

	if (got < 0)
		return errno == EINTR ? 1 : -1;
	f->digest = digest_add(f->digest, piece, (size_t)got);
	f->taken += (uint64_t)got;
	return feed_is_endless(f) ? -1 : got > 0;
}

int
feed_through(struct feed *f)
{
	int more = 1;

	if (f->bytes == 0)
		filter_close(&f->filter);
	while (more > 0) {
		struct pollfd ends[2] = {{.fd = f->filter.from, .events = POLLIN},
		                         {.fd = f->filter.to, .events = POLLOUT}};

		if (poll(ends, 2, -1) < 0 && errno != EINTR)
			return -1;
		if (ends[1].revents && give(f) != 0)
			return -1;
		if (ends[0].revents)
			more = take(f);
	}
	return more;
}
