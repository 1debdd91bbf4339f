/*
 * Sending and connecting through the seam: the same answers in a coroutine as in a thread.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/cargo.h"
#include "tests/listener.h"
#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"

/* fresh for each call: the first of the pair is the caller's, the second its peer's */
static int stream[2], server, queue;
static struct sockaddr_in address;
static struct sockaddr_un queue_address;
static socklen_t queue_size;

static void
prepare(void)
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, stream) != 0)
		perror("# prepare");
	server = listener_internet(&address, 8);
	queue = listener_local(&queue_address, &queue_size, 0);
	cargo_load();
}

static void
clear(void)
{
	close(stream[0]);
	close(queue);
	if (stream[1] >= 0)
		close(stream[1]);
	if (server >= 0)
		close(server);
}

static void
peer_takes_all(void)
{
	cargo_take(stream[1]);
	cargo_tell(stream[1]);
}

static void
peer_answers(void)
{
	char question[16];
	ssize_t got;

	while ((got = recv(stream[1], question, sizeof question, 0)) > 0)
		if (send(stream[1], question, (size_t)got, MSG_NOSIGNAL) < 0 || *question == 'z')
			return;
}

static void
send_large(struct answer *a)
{
	char verdict[16];

	ANSWER(a, send(stream[0], cargo, CARGO_BYTES, 0));
	answer_digest(a, verdict, (size_t)recv(stream[0], verdict, sizeof verdict, 0));
}

static void
send_dont_wait(struct answer *a)
{
	ANSWER(a, send(stream[0], cargo, CARGO_BYTES, MSG_DONTWAIT));
	a->digest = (uint64_t)(send(stream[0], cargo, CARGO_BYTES, MSG_DONTWAIT) < 0 &&
	                       errno == EAGAIN);
}

static void
send_time_out(struct answer *a)
{
	const struct timeval limit = {.tv_usec = 5000};

	setsockopt(stream[0], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	ANSWER(a, send(stream[0], cargo, CARGO_BYTES, 0));
	a->digest = (uint64_t)(send(stream[0], cargo, CARGO_BYTES, 0) < 0 && errno == EAGAIN);
}

static void
send_to_nobody(struct answer *a)
{
	close(stream[1]);
	stream[1] = -1;
	ANSWER(a, send(stream[0], "x", 1, MSG_NOSIGNAL));
}

static void
ping_pong(struct answer *a)
{
	for (int c = 'a'; c <= 'z'; c++) {
		char letter = (char)c;
		char answer = '?';

		send(stream[0], &letter, 1, MSG_NOSIGNAL);
		ANSWER(a, recv(stream[0], &answer, 1, 0));
		answer_digest(a, &answer, 1);
	}
}

/* Connections: to whom, and whether the socket blocks as before. */

static void
connect_to(struct answer *a, int type)
{
	struct sockaddr_in from;
	socklen_t size = sizeof from;
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	ANSWER(a, connect(fd, (struct sockaddr *)&address, sizeof address));
	a->digest = (uint64_t)getpeername(fd, (struct sockaddr *)&from, &size);
	a->digest ^= (uint64_t)fcntl(fd, F_GETFL) << 8;
	close(fd);
}

static void
connection(struct answer *a)
{
	connect_to(a, SOCK_STREAM);
}

static void
connection_refused(struct answer *a)
{
	close(server);
	server = -1;
	connect_to(a, SOCK_STREAM);
}

static void
connection_nonblocking(struct answer *a)
{
	connect_to(a, SOCK_STREAM | SOCK_NONBLOCK);
	a->digest = 0; /* it may have come to pass by then */
}

static void
connection_again(struct answer *a)
{
	ANSWER(a, connect(stream[0], (struct sockaddr *)&queue_address, queue_size));
}

static void
peer_accepts(void)
{
	for (int k = 0; k < 2; k++) {
		struct pollfd caller = {.fd = queue, .events = POLLIN};

		semantics_linger();
		poll(&caller, 1, -1);
		close(accept(queue, NULL, NULL));
	}
}

/* the second has no room in the queue before the first is accepted */
static void
connection_queues(struct answer *a)
{
	int fd[2];

	for (int k = 0; k < 2; k++) {
		fd[k] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		ANSWER(a, connect(fd[k], (struct sockaddr *)&queue_address, queue_size));
	}
	close(fd[0]);
	close(fd[1]);
}

static void
keeps_errno(struct answer *a)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	errno = ENOTTY;
	a->digest = connect(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
	            send(stream[0], cargo, CARGO_BYTES, 0) == CARGO_BYTES;
	a->result = errno;
	close(fd);
}

static const struct semantics calls[] = {
	{"send of far more than the socket holds", send_large, peer_takes_all},
	{"send with MSG_DONTWAIT", send_dont_wait, NULL},
	{"send with SO_SNDTIMEO", send_time_out, NULL},
	{"send to nobody", send_to_nobody, NULL},
	{"questions and answers by turns", ping_pong, peer_answers},
	{"connect", connection, NULL},
	{"connect to a closed port", connection_refused, NULL},
	{"connect with O_NONBLOCK", connection_nonblocking, NULL},
	{"connect of what is connected", connection_again, NULL},
	{"connect to a queue that is full", connection_queues, peer_accepts},
	{"connect and send keep errno", keeps_errno, peer_takes_all},
};

int
main(void)
{
	trial_deadline(20);
	semantics_compare(calls, sizeof calls / sizeof *calls, prepare, clear);
	return done_testing();
}
