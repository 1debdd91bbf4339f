/*
 * Writing through the seam to pipes and sockets: the same answers in a coroutine as in a thread.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/cargo.h"
#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"

/* fresh for each call */
static int ends[2], pair[2];

static void
prepare(void)
{
	if (pipe2(ends, O_CLOEXEC) != 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		perror("# prepare");
	cargo_load();
}

static void
clear(void)
{
	if (ends[0] >= 0)
		close(ends[0]);
	close(ends[1]);
	close(pair[0]);
	close(pair[1]);
}

static void
peer_takes_pipe(void)
{
	cargo_take(ends[0]);
}

static void
peer_takes_socket(void)
{
	cargo_take(pair[1]);
	cargo_tell(pair[1]);
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
	ANSWER(a, write(ends[1], cargo, CARGO_BYTES));
}

/* what the peer says of it */
static void
hear(struct answer *a)
{
	char word[4] = "";

	a->result += read(pair[0], word, 4);
	answer_digest(a, word, 4);
}

static void
to_a_socket(struct answer *a)
{
	ANSWER(a, write(pair[0], cargo, CARGO_BYTES));
	hear(a);
}

static void
gather_to_a_pipe(struct answer *a)
{
	ANSWER(a, cargo_gather(ends[1]));
}

static void
gather_to_a_socket(struct answer *a)
{
	ANSWER(a, cargo_gather(pair[0]));
	hear(a);
}

static void
nonblocking(struct answer *a)
{
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	ANSWER(a, write(ends[1], cargo, CARGO_BYTES));
	a->digest = write(ends[1], cargo, 1) < 0 && errno == EAGAIN;
}

static void
nothing_at_all(struct answer *a)
{
	ANSWER(a, write(ends[1], cargo, 0));
}

static void
wrong_end(struct answer *a)
{
	ANSWER(a, write(ends[0], cargo, 8));
}

static void
no_descriptor(struct answer *a)
{
	ANSWER(a, write(9999, cargo, 8));
}

static void
to_nobody(struct answer *a)
{
	ANSWER(a, write(ends[1], cargo, CARGO_BYTES));
	a->digest = write(ends[1], cargo, 1) < 0 && errno == EPIPE;
}

static void
socket_time_out(struct answer *a)
{
	const struct timeval limit = {.tv_usec = 5000};

	setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	ANSWER(a, write(pair[0], cargo, CARGO_BYTES));
	a->digest = write(pair[0], cargo, CARGO_BYTES) < 0 && errno == EAGAIN;
}

static void
keeps_errno(struct answer *a)
{
	errno = ENOTTY;
	a->digest = write(ends[1], cargo, CARGO_BYTES) == CARGO_BYTES;
	a->result = errno;
}

static const struct semantics calls[] = {
	{"write of far more than a pipe holds", to_a_pipe, peer_takes_pipe},
	{"write of far more than a socket holds", to_a_socket, peer_takes_socket},
	{"writev to a pipe", gather_to_a_pipe, peer_takes_pipe},
	{"writev to a socket", gather_to_a_socket, peer_takes_socket},
	{"write with O_NONBLOCK", nonblocking, NULL},
	{"write of nothing", nothing_at_all, NULL},
	{"write to a pipe's other end", wrong_end, NULL},
	{"write to a closed descriptor", no_descriptor, NULL},
	{"write to a pipe that nobody reads any longer", to_nobody, peer_leaves},
	{"write to a socket with SO_SNDTIMEO", socket_time_out, NULL},
	{"write keeps errno", keeps_errno, peer_takes_pipe},
};

int
main(void)
{
	trial_deadline(30);
	signal(SIGPIPE, SIG_IGN);
	semantics_compare(calls, sizeof calls / sizeof *calls, prepare, clear);
	return done_testing();
}
