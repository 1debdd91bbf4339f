/*
 * Writing through the seam, and files: the same answers in a coroutine as in a thread.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"

enum { LARGE = 1 << 20 };

/* fresh for each call */
static int ends[2], pair[2], file;
static char *large, *back;

static void
prepare(void)
{
	char path[] = "/var/tmp/convoy-write-XXXXXX";

	file = mkostemp(path, O_CLOEXEC);
	unlink(path);
	if (pipe2(ends, O_CLOEXEC) != 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0 || file < 0)
		perror("# prepare");
	memset(back, 0, LARGE);
}

static void
clear(void)
{
	if (ends[0] >= 0)
		close(ends[0]);
	close(ends[1]);
	if (pair[1] >= 0)
		close(pair[1]);
	close(pair[0]);
	close(file);
}

static void
take_all(int fd)
{
	size_t got = 0;
	ssize_t some;

	semantics_linger();
	while (got < LARGE && (some = read(fd, back + got, LARGE - got)) > 0)
		got += (size_t)some;
}

static void
peer_takes_pipe(void)
{
	take_all(ends[0]);
}

static void
peer_takes_socket(void)
{
	take_all(pair[1]);
	if (write(pair[1], "done", 4) != 4)
		perror("# write");
}

static void
peer_leaves(void)
{
	semantics_linger();
	close(ends[0]);
	ends[0] = -1;
}

static void
to_a_pipe(struct answer *a)
{
	ANSWER(a, write(ends[1], large, LARGE));
}

static void
to_a_socket(struct answer *a)
{
	char word[4] = "";

	ANSWER(a, write(pair[0], large, LARGE));
	a->result += read(pair[0], word, 4);
	answer_digest(a, back, LARGE);
}

/* with empty ones between; no part ends where a page does */
static void
gather(struct answer *a, int fd)
{
	struct iovec parts[] = {{large, 1000},
	                        {large, 0},
	                        {large + 1000, LARGE / 2 - 1},
	                        {NULL, 0},
	                        {large + 999 + LARGE / 2, LARGE - LARGE / 2 - 999}};

	ANSWER(a, writev(fd, parts, 5));
}

static void
gather_to_a_pipe(struct answer *a)
{
	gather(a, ends[1]);
}

static void
gather_to_a_socket(struct answer *a)
{
	char word[4] = "";

	gather(a, pair[0]);
	a->result += read(pair[0], word, 4);
	answer_digest(a, back, LARGE);
}

static void
gather_to_a_file(struct answer *a)
{
	gather(a, file);
	a->result += lseek(file, 0, SEEK_CUR);
	a->result += pread(file, back, LARGE, 0);
	answer_digest(a, back, LARGE);
}

static void
scatter_from_a_file(struct answer *a)
{
	struct iovec parts[] = {{back, 5000}, {back, 0}, {back + 5000, LARGE}};

	if (pwrite(file, large, LARGE / 2, 0) != LARGE / 2)
		perror("# pwrite");
	lseek(file, 100, SEEK_SET);
	ANSWER(a, readv(file, parts, 3));
	a->result += lseek(file, 0, SEEK_CUR);
	answer_digest(a, back, LARGE);
}

static void
scatter_at(struct answer *a)
{
	struct iovec parts[] = {{large, 5000}, {large, 0}, {large + 5000, 3}};
	struct iovec into[] = {{back, 1}, {back + 1, 5000}, {back + 6000, 100}};

	ANSWER(a, pwritev(file, parts, 3, 10));
	a->result += 100000 * preadv(file, into, 3, 11);
	answer_digest(a, back, LARGE);
}

static void
nonblocking(struct answer *a)
{
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	ANSWER(a, write(ends[1], large, LARGE));
	a->digest = write(ends[1], large, 1) < 0 && errno == EAGAIN;
}

static void
nothing_at_all(struct answer *a)
{
	ANSWER(a, write(ends[1], large, 0) + write(file, large, 0));
}

static void
wrong_end(struct answer *a)
{
	ANSWER(a, write(ends[0], large, 8));
}

static void
no_descriptor(struct answer *a)
{
	ANSWER(a, write(9999, large, 8));
}

static void
to_nobody(struct answer *a)
{
	ANSWER(a, write(ends[1], large, LARGE));
	a->digest = write(ends[1], large, 1) < 0 && errno == EPIPE;
}

static void
socket_time_out(struct answer *a)
{
	const struct timeval limit = {.tv_usec = 5000};

	setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	ANSWER(a, write(pair[0], large, LARGE));
	a->digest = write(pair[0], large, LARGE) < 0 && errno == EAGAIN;
}

static void
append(struct answer *a)
{
	fcntl(file, F_SETFL, O_APPEND);
	ANSWER(a, write(file, large, 10) + write(file, large, 10));
	lseek(file, 0, SEEK_SET);
	a->result += 100 * write(file, large, 1) + 1000 * lseek(file, 0, SEEK_CUR);
}

static void
at_an_offset(struct answer *a)
{
	ANSWER(a, pwrite(file, large, 4000, 7) + lseek(file, 0, SEEK_CUR));
	a->result += 10000 * pread(file, back, 5000, 5);
	answer_digest(a, back, 5000);
}

static void
at_no_offset(struct answer *a)
{
	ANSWER(a, pwrite(file, large, 1, -1));
	a->digest = pwrite(ends[1], large, 1, 0) < 0 ? (uint64_t)errno : 0;
	a->digest = a->digest * 100 + (pread(file, back, 1, -1) < 0 ? (uint64_t)errno : 0);
}

static void
down_to_the_disk(struct answer *a)
{
	ANSWER(a, pwrite(file, large, 4096, 0) + fsync(file) + fdatasync(file));
	a->digest = fsync(ends[1]) < 0 ? (uint64_t)errno : 0;
}

static void
past_the_cache(struct answer *a)
{
	char path[64];
	void *block = aligned_alloc(4096, 8192);
	int fd;

	if (pwrite(file, large, 10000, 0) != 10000 || fsync(file) != 0)
		perror("# pwrite");
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	fd = open(path, O_RDWR | O_DIRECT | O_CLOEXEC);
	if (fd >= 0 && block) {
		ANSWER(a, pread(fd, block, 4096, 4096) + read(fd, block, 8192));
		answer_digest(a, block, 8192);
		a->result += 100000 * lseek(fd, 0, SEEK_CUR);
		a->digest ^= (uint64_t)pwrite(fd, block, 8192, 0);
		a->digest ^= pread(fd, (char *)block + 1, 100, 3) < 0 ? (uint64_t)errno << 9 : 0;
	}
	free(block);
	close(fd);
}

static void
keeps_errno(struct answer *a)
{
	errno = ENOTTY;
	a->digest = write(ends[1], large, LARGE) == LARGE && write(file, large, 10) == 10 &&
	            pread(file, back, 20, 0) == 10 && fsync(file) == 0;
	a->result = errno;
}

static const struct semantics calls[] = {
	{"write of far more than a pipe holds", to_a_pipe, peer_takes_pipe},
	{"write of far more than a socket holds", to_a_socket, peer_takes_socket},
	{"writev to a pipe", gather_to_a_pipe, peer_takes_pipe},
	{"writev to a socket", gather_to_a_socket, peer_takes_socket},
	{"writev to a file", gather_to_a_file, NULL},
	{"readv from a file, to its end", scatter_from_a_file, NULL},
	{"preadv and pwritev", scatter_at, NULL},
	{"write with O_NONBLOCK", nonblocking, NULL},
	{"write of nothing", nothing_at_all, NULL},
	{"write to a pipe's other end", wrong_end, NULL},
	{"write to a closed descriptor", no_descriptor, NULL},
	{"write to a pipe that nobody reads any longer", to_nobody, peer_leaves},
	{"write to a socket with SO_SNDTIMEO", socket_time_out, NULL},
	{"write with O_APPEND", append, NULL},
	{"pwrite", at_an_offset, NULL},
	{"pwrite and pread where there is no offset", at_no_offset, NULL},
	{"fsync and fdatasync", down_to_the_disk, NULL},
	{"reads and writes with O_DIRECT", past_the_cache, NULL},
	{"write and fsync keep errno", keeps_errno, peer_takes_pipe},
};

int
main(void)
{
	trial_deadline(30);
	signal(SIGPIPE, SIG_IGN);
	large = malloc(LARGE);
	back = malloc(LARGE);
	if (!large || !back)
		return 1;
	for (size_t k = 0; k < LARGE; k++)
		large[k] = (char)(k % 251);
	semantics_compare(calls, sizeof calls / sizeof *calls, prepare, clear);
	free(large);
	free(back);
	return done_testing();
}
