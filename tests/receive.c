/*
 * Receiving through the seam: the same answers in a coroutine as in a thread.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "runners/loop.h"
#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"

ssize_t __recv_chk(int, void *, size_t, size_t, int);

/* fresh for each call: the first of each pair is the caller's, the second its peer's */
static int stream[2], datagram[2];
static char buffer[64];

static void
prepare(void)
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, stream) != 0 ||
	    socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, datagram) != 0)
		perror("# socketpair");
	memset(buffer, 0, sizeof buffer);
}

static void
clear(void)
{
	close(stream[0]);
	close(datagram[0]);
	close(datagram[1]);
	if (stream[1] >= 0)
		close(stream[1]);
}

static void
peer_tells(void)
{
	semantics_linger();
	semantics_tell(stream[1], "once");
	semantics_linger();
	semantics_tell(stream[1], "twice");
}

static void
peer_tells_datagrams(void)
{
	semantics_linger();
	semantics_tell(datagram[1], "once");
	semantics_linger();
	semantics_tell(datagram[1], "twice");
}

static void
peer_closes(void)
{
	semantics_linger();
	semantics_tell(stream[1], "last");
	semantics_linger();
	close(stream[1]);
	stream[1] = -1;
}

/* no more than is told at once, where one may come late and find both */
static void
receive_first(struct answer *a, int flags)
{
	ANSWER(a, recv(stream[0], buffer, 4, flags));
	answer_digest(a, buffer, sizeof buffer);
}

static void
receive(struct answer *a, int fd, int flags)
{
	ANSWER(a, recv(fd, buffer, sizeof buffer, flags));
	answer_digest(a, buffer, sizeof buffer);
}

static void
waits(struct answer *a)
{
	receive_first(a, 0);
}

static void
dont_wait(struct answer *a)
{
	receive(a, stream[0], MSG_DONTWAIT);
}

static void
nonblocking(struct answer *a)
{
	fcntl(stream[0], F_SETFL, O_NONBLOCK);
	receive(a, stream[0], 0);
}

static void
wait_all(struct answer *a)
{
	ANSWER(a, recv(stream[0], buffer, 9, MSG_WAITALL));
	answer_digest(a, buffer, sizeof buffer);
}

static void
wait_all_in_vain(struct answer *a)
{
	receive(a, stream[0], MSG_WAITALL);
}

static void
wait_all_of_a_datagram(struct answer *a)
{
	receive(a, datagram[0], MSG_WAITALL);
}

static void
peek(struct answer *a)
{
	receive_first(a, MSG_PEEK);
	a->result += recv(stream[0], buffer, 2, 0);
}

static void
time_out(struct answer *a)
{
	const struct timeval limit = {.tv_usec = 5000};

	setsockopt(stream[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	receive(a, stream[0], 0);
}

static void
closed(struct answer *a)
{
	receive(a, 9999, 0);
}

static void
no_socket(struct answer *a)
{
	int ends[2];

	if (pipe(ends) != 0)
		return;
	receive(a, ends[0], 0);
	close(ends[0]);
	close(ends[1]);
}

static void
fortified(struct answer *a)
{
	ANSWER(a, __recv_chk(stream[0], buffer, 3, sizeof buffer, 0));
}

static void
keeps_errno(struct answer *a)
{
	errno = ENOTTY;
	a->digest = (uint64_t)recv(stream[0], buffer, 4, 0);
	a->result = errno;
}

/* two wait on one descriptor; each gets its share */
static int shared[2];
static char halves[2];

static void
half(void)
{
	char c;

	if (recv(shared[0], &c, 1, 0) == 1)
		halves[c == 'b'] = c;
}

static void
both_halves(void)
{
	semantics_linger();
	semantics_tell(shared[1], "ab");
}

static void
two_waiters(const struct loop_engine *engine)
{
	static void (*const acts[])(void) = {half, half, both_halves};

	memset(halves, 0, sizeof halves);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, shared) != 0)
		perror("# socketpair");
	ok(trial_coroutines(engine, acts, 3) == 0 && halves[0] == 'a' && halves[1] == 'b',
	   "%s: two coroutines may wait on one descriptor",
	   engine->name);
	close(shared[0]);
	close(shared[1]);
}

static const struct semantics calls[] = {
	{"recv waits", waits, peer_tells},
	{"recv with MSG_DONTWAIT", dont_wait, NULL},
	{"recv with O_NONBLOCK", nonblocking, NULL},
	{"recv with MSG_WAITALL takes what comes in two parts", wait_all, peer_tells},
	{"recv with MSG_WAITALL when the other hangs up", wait_all_in_vain, peer_closes},
	{"recv of a datagram, which MSG_WAITALL does not concern",
         wait_all_of_a_datagram,
         peer_tells_datagrams},
	{"recv with MSG_PEEK", peek, peer_tells},
	{"recv with SO_RCVTIMEO", time_out, NULL},
	{"recv of a closed descriptor", closed, NULL},
	{"recv of a pipe", no_socket, NULL},
	{"recv as fortified libraries call it", fortified, peer_tells},
	{"recv keeps errno", keeps_errno, peer_tells},
};

int
main(void)
{
	trial_deadline(20);
	semantics_compare(calls, sizeof calls / sizeof *calls, prepare, clear);
	trial_loops(two_waiters);
	return done_testing();
}
