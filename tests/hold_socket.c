/*
 * What waits for a socket holds up nobody.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/cargo.h"
#include "tests/hold.h"
#include "tests/listener.h"
#include "tests/tap.h"
#include "tests/trial.h"

/* fresh for each call: a pair with nothing in it, and one that is full; a server that nobody calls,
 * and one whose queue is full, with who is in it; and who calls either */
static int pair[2], full[2], server, busy, queued, caller;
static struct sockaddr_un address, busy_address;
static socklen_t address_size, busy_size;

static void
prepare(void)
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, full) != 0)
		perror("# socketpair");
	cargo_fill(full[0]);
	server = listener_local(&address, &address_size, 0);
	busy = listener_local(&busy_address, &busy_size, 0);
	queued = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	caller = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(queued, (struct sockaddr *)&busy_address, busy_size) != 0)
		perror("# connect");
}

static void
clear(void)
{
	for (int k = 0; k < 2; k++) {
		close(pair[k]);
		close(full[k]);
	}
	close(server);
	close(busy);
	close(queued);
	close(caller);
}

/* Those who end the waits. */

static void
write_one(void)
{
	if (write(pair[1], "x", 1) != 1)
		perror("# write");
}

static void
drain(void)
{
	cargo_drain(full[1]);
}

static void
make_room(void)
{
	close(accept(busy, NULL, NULL));
}

static void
call_server(void)
{
	if (connect(caller, (struct sockaddr *)&address, address_size) != 0)
		perror("# connect");
}

/* The calls. */

static char bytes[4];
static struct iovec part = {bytes, 1}, much = {cargo, 100};

static bool
call_ppoll(void)
{
	sigset_t none;

	sigemptyset(&none);
	return ppoll(&(struct pollfd){.fd = pair[0], .events = POLLIN}, 1, NULL, &none) == 1;
}

static bool
call_readv(void)
{
	return readv(pair[0], &part, 1) == 1;
}

static bool
call_recv(void)
{
	return recv(pair[0], bytes, sizeof bytes, 0) == 1;
}

static bool
call_recvfrom(void)
{
	return recvfrom(pair[0], bytes, sizeof bytes, 0, NULL, NULL) == 1;
}

static bool
call_recvmsg(void)
{
	return recvmsg(pair[0], &(struct msghdr){.msg_iov = &part, .msg_iovlen = 1}, 0) == 1;
}

static bool
call_writev(void)
{
	return writev(full[0], &much, 1) == 100;
}

static bool
call_send(void)
{
	return send(full[0], cargo, 100, 0) == 100;
}

static bool
call_sendto(void)
{
	return sendto(full[0], cargo, 100, 0, NULL, 0) == 100;
}

static bool
call_sendmsg(void)
{
	return sendmsg(full[0], &(struct msghdr){.msg_iov = &much, .msg_iovlen = 1}, 0) == 100;
}

static bool
call_connect(void)
{
	return connect(caller, (struct sockaddr *)&busy_address, busy_size) == 0;
}

static bool
call_accept(void)
{
	int fd = accept(server, NULL, NULL);

	return fd >= 0 && close(fd) == 0;
}

static const struct hold calls[] = {
	{"ppoll", call_ppoll, write_one},
	{"readv", call_readv, write_one},
	{"recv", call_recv, write_one},
	{"recvfrom", call_recvfrom, write_one},
	{"recvmsg", call_recvmsg, write_one},
	{"writev", call_writev, drain},
	{"send", call_send, drain},
	{"sendto", call_sendto, drain},
	{"sendmsg", call_sendmsg, drain},
	{"connect", call_connect, make_room},
	{"accept", call_accept, call_server},
};

int
main(void)
{
	trial_deadline(20);
	hold_none(calls, sizeof calls / sizeof *calls, prepare, clear);
	return done_testing();
}
