/*
 * Accepting connections through the seam: the same answers in a coroutine as in a thread.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "runners/loop.h"
#include "tests/descriptor.h"
#include "tests/listener.h"
#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"

/* fresh for each call */
static int server;
static struct sockaddr_in address;

static void
prepare(void)
{
	server = listener_internet(&address, 8);
}

static void
clear(void)
{
	close(server);
}

static void
peer_calls(void)
{
	char c;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	semantics_linger();
	if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
		perror("# connect");
	if (recv(fd, &c, 1, 0) < 0)
		perror("# recv");
	close(fd);
}

static void
note(struct answer *a, int fd)
{
	ANSWER(a, fd < 0 ? -1 : 0);
	if (fd < 0)
		return;
	a->digest += (uint64_t)fcntl(fd, F_GETFL) + 7 * (uint64_t)fcntl(fd, F_GETFD);
	close(fd);
}

static void
anybody(struct answer *a)
{
	note(a, accept(server, NULL, NULL));
}

static void
whom(struct answer *a)
{
	struct sockaddr_in from = {.sin_port = 0};
	socklen_t size = sizeof from;

	note(a, accept(server, (struct sockaddr *)&from, &size));
	a->digest = a->digest * 100 + size + from.sin_family;
}

static void
with_flags(struct answer *a)
{
	note(a, accept4(server, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

static void
nonblocking(struct answer *a)
{
	fcntl(server, F_SETFL, O_NONBLOCK);
	note(a, accept(server, NULL, NULL));
}

static void
time_out(struct answer *a)
{
	const struct timeval limit = {.tv_usec = 5000};

	setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	note(a, accept(server, NULL, NULL));
}

static void
deaf(struct answer *a)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	note(a, accept(fd, NULL, NULL));
	close(fd);
}

static void
no_socket(struct answer *a)
{
	int ends[2];

	if (pipe(ends) != 0)
		return;
	note(a, accept(ends[0], NULL, NULL));
	close(ends[0]);
	close(ends[1]);
}

static void
closed(struct answer *a)
{
	note(a, accept(9999, NULL, NULL));
}

static void
bad_flags(struct answer *a)
{
	note(a, accept4(server, NULL, NULL, 0x1234567));
}

static void
no_descriptor_left(struct answer *a)
{
	descriptors_limit(1);
	note(a, accept(server, NULL, NULL));
	descriptors_allow();
}

static void
keeps_errno(struct answer *a)
{
	errno = ENOTTY;
	close(accept(server, NULL, NULL));
	a->result = errno;
}

static const struct semantics calls[] = {
	{"accept waits", anybody, peer_calls},
	{"accept says who it is", whom, peer_calls},
	{"accept4 with flags", with_flags, peer_calls},
	{"accept with O_NONBLOCK", nonblocking, NULL},
	{"accept with SO_RCVTIMEO", time_out, NULL},
	{"accept of a socket that does not listen", deaf, NULL},
	{"accept of a pipe", no_socket, NULL},
	{"accept of a closed descriptor", closed, NULL},
	{"accept4 with flags that do not exist", bad_flags, NULL},
	{"accept where no more descriptors may be opened", no_descriptor_left, NULL},
	{"accept keeps errno", keeps_errno, peer_calls},
};

/* four wait for one socket, and get one connection each */
static int accepted;

static void
accept_one(void)
{
	int fd = accept(server, NULL, NULL);

	accepted += fd >= 0;
	close(fd);
}

static void
call_four(void)
{
	for (int k = 0; k < 4; k++)
		peer_calls();
}

static void
four_wait(const struct loop_engine *engine)
{
	static void (*const acts[])(void) = {
		accept_one, accept_one, call_four, accept_one, accept_one};

	prepare();
	accepted = 0;
	ok(trial_coroutines(engine, acts, 5) == 0 && accepted == 4,
	   "%s: four may accept from one socket",
	   engine->name);
	clear();
}

int
main(void)
{
	trial_deadline(20);
	semantics_compare(calls, sizeof calls / sizeof *calls, prepare, clear);
	trial_loops(four_wait);
	return done_testing();
}
