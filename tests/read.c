/*
 * Reading pipes and sockets through the seam: the same answers in a coroutine as in a thread.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"

ssize_t __read_chk(int, void *, size_t, size_t);

/* fresh for each call */
static int ends[2], pair[2];
static char buffer[64];

static void
prepare(void)
{
	if (pipe2(ends, O_CLOEXEC) != 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		perror("# prepare");
	memset(buffer, 0, sizeof buffer);
}

static void
clear(void)
{
	close(ends[0]);
	if (ends[1] >= 0)
		close(ends[1]);
	close(pair[0]);
	close(pair[1]);
}

static void
peer_writes(void)
{
	semantics_linger();
	if (write(ends[1], "ping", 4) != 4 || write(pair[1], "pong", 4) != 4)
		perror("# write");
}

static void
peer_closes(void)
{
	semantics_linger();
	close(ends[1]);
	ends[1] = -1;
}

static void
from(struct answer *a, int fd, size_t size)
{
	ANSWER(a, read(fd, buffer, size));
	answer_digest(a, buffer, 64);
}

static void
a_pipe(struct answer *a)
{
	from(a, ends[0], 64);
}

static void
part_of_it(struct answer *a)
{
	from(a, ends[0], 3);
}

static void
a_socket(struct answer *a)
{
	from(a, pair[0], 64);
}

static void
no_bytes(struct answer *a)
{
	from(a, ends[0], 0);
	a->digest ^= (uint64_t)read(pair[0], buffer, 0);
}

static void
wrong_end(struct answer *a)
{
	from(a, ends[1], 8);
}

static void
closed(struct answer *a)
{
	from(a, 9999, 8);
}

static void
directory(struct answer *a)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY);

	from(a, fd, 8);
	close(fd);
}

static void
nonblocking(struct answer *a)
{
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	from(a, ends[0], 8);
}

static void
nonblocking_socket(struct answer *a)
{
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	from(a, pair[0], 8);
}

static void
socket_time_out(struct answer *a)
{
	const struct timeval limit = {.tv_usec = 5000};

	setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	from(a, pair[0], 8);
}

static void
seek_a_pipe(struct answer *a)
{
	ANSWER(a, pread(ends[0], buffer, 8, 0));
}

static void
fortified(struct answer *a)
{
	ANSWER(a, __read_chk(ends[0], buffer, 2, sizeof buffer));
	answer_digest(a, buffer, 64);
}

static void
keeps_errno(struct answer *a)
{
	errno = ENOTTY;
	a->digest = (uint64_t)read(ends[0], buffer, 4);
	a->result = errno;
}

static const struct semantics calls[] = {
	{"read of a pipe waits", a_pipe, peer_writes},
	{"read of less than there is", part_of_it, peer_writes},
	{"read of a pipe that is closed", a_pipe, peer_closes},
	{"read of a socket waits", a_socket, peer_writes},
	{"read of no bytes", no_bytes, NULL},
	{"read of a pipe's other end", wrong_end, NULL},
	{"read of a closed descriptor", closed, NULL},
	{"read of a directory", directory, NULL},
	{"read with O_NONBLOCK", nonblocking, NULL},
	{"read of a socket with O_NONBLOCK", nonblocking_socket, NULL},
	{"read of a socket with SO_RCVTIMEO", socket_time_out, NULL},
	{"pread of a pipe", seek_a_pipe, NULL},
	{"reads as fortified libraries call them", fortified, peer_writes},
	{"read keeps errno", keeps_errno, peer_writes},
};

int
main(void)
{
	trial_deadline(20);
	semantics_compare(calls, sizeof calls / sizeof *calls, prepare, clear);
	return done_testing();
}
