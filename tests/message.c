/*
 * recvfrom, recvmsg and sendmsg through the seam: the same answers in a coroutine as in a thread.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/cargo.h"
#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"

ssize_t __recvfrom_chk(int, void *, size_t, size_t, int, struct sockaddr *, socklen_t *);

/* fresh for each call: the first of each pair is the caller's; a mailbox has a name */
static int stream[2], datagram[2], mailbox;
static struct sockaddr_un name;
static socklen_t name_size;
static char buffer[64];

static void
prepare(void)
{
	name = (struct sockaddr_un){.sun_family = AF_UNIX};
	name_size = sizeof name;
	mailbox = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, stream) != 0 ||
	    socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, datagram) != 0 ||
	    bind(mailbox, (struct sockaddr *)&name, sizeof(sa_family_t)) != 0 ||
	    getsockname(mailbox, (struct sockaddr *)&name, &name_size) != 0)
		perror("# prepare");
	memset(buffer, 0, sizeof buffer);
	cargo_load();
}

static void
clear(void)
{
	for (int k = 0; k < 2; k++) {
		close(stream[k]);
		close(datagram[k]);
	}
	close(mailbox);
}

static void
peer_tells(void)
{
	semantics_linger();
	if (send(stream[1], "once", 4, 0) < 0 || send(datagram[1], "one", 3, 0) < 0)
		perror("# send");
	semantics_linger();
	if (send(stream[1], "twice", 5, 0) < 0 || send(datagram[1], "two", 3, 0) < 0)
		perror("# send");
}

static void
from_whom(struct answer *a)
{
	struct sockaddr_un from;
	socklen_t size = sizeof from;

	ANSWER(a, recvfrom(datagram[0], buffer, sizeof buffer, 0, (struct sockaddr *)&from, &size));
	answer_digest(a, buffer, sizeof buffer);
	a->digest += size;
}

static void
fortified(struct answer *a)
{
	ANSWER(a, __recvfrom_chk(stream[0], buffer, 3, sizeof buffer, 0, NULL, NULL));
	answer_digest(a, buffer, sizeof buffer);
}

static void
out_of_band(struct answer *a)
{
	int udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	ANSWER(a, recv(stream[0], buffer, 1, MSG_OOB));
	a->digest = recv(udp, buffer, 1, MSG_ERRQUEUE) < 0 ? (uint64_t)errno : 0;
	close(udp);
}

/* a descriptor travels too */
static void
receive(struct answer *a, int fd, int flags)
{
	/* whoever comes late finds both, and must not take more than the first */
	size_t second = flags & MSG_WAITALL ? 7 : 2;
	struct iovec parts[] = {{buffer, 2}, {buffer, 0}, {buffer + 10, second}};
	char room[CMSG_SPACE(sizeof(int))];
	struct msghdr message = {.msg_iov = parts,
	                         .msg_iovlen = 3,
	                         .msg_control = room,
	                         .msg_controllen = sizeof room};

	ANSWER(a, recvmsg(fd, &message, flags));
	answer_digest(a, buffer, sizeof buffer);
	a->digest ^= message.msg_controllen + (uint64_t)message.msg_flags;
	if (a->result > 0 && CMSG_FIRSTHDR(&message))
		close(*(int *)(void *)CMSG_DATA(CMSG_FIRSTHDR(&message)));
}

static void
a_message(struct answer *a)
{
	receive(a, stream[0], 0);
}

static void
a_datagram(struct answer *a)
{
	receive(a, datagram[0], MSG_TRUNC);
}

static void
a_whole_message(struct answer *a)
{
	receive(a, stream[0], MSG_WAITALL);
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
	receive(a, stream[0], MSG_WAITALL);
}

static void
time_out(struct answer *a)
{
	const struct timeval limit = {.tv_usec = 5000};

	setsockopt(stream[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	receive(a, stream[0], 0);
}

static void
peer_sends_descriptor(void)
{
	char room[CMSG_SPACE(sizeof(int))];
	struct iovec part = {(char[]){"with"}, 4};
	struct msghdr message = {.msg_iov = &part,
	                         .msg_iovlen = 1,
	                         .msg_control = room,
	                         .msg_controllen = sizeof room};
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);

	*head = (struct cmsghdr){CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
	memcpy(CMSG_DATA(head), &mailbox, sizeof mailbox);
	semantics_linger();
	if (sendmsg(stream[1], &message, 0) != 4)
		perror("# sendmsg");
}

static void
peer_takes_all(void)
{
	semantics_linger();
	if (recv(stream[1], cargo_arrived, CARGO_BYTES, MSG_WAITALL) != CARGO_BYTES)
		printf("# not all of it came\n");
	cargo_tell(stream[1]);
}

static void
send_large(struct answer *a)
{
	struct iovec parts[] = {{cargo, 1000}, {NULL, 0}, {cargo + 1000, CARGO_BYTES - 1000}};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = 3};

	ANSWER(a, sendmsg(stream[0], &message, 0));
	a->digest = (uint64_t)recv(stream[0], buffer, 4, 0);
	answer_digest(a, buffer, 4);
}

/* more than its queue holds, from one that is not connected, so that nothing says when there is
 * room; the parts of a datagram stay together */
enum { LETTERS = 600 };

static void
peer_empties_mailbox(void)
{
	semantics_linger();
	for (int k = 0; k < LETTERS; k++)
		if (recv(mailbox, buffer, sizeof buffer, 0) != 8)
			printf("# no letter\n");
}

static void
fill_mailbox(struct answer *a)
{
	struct iovec parts[] = {{cargo, 3}, {cargo + 3, 5}};
	struct msghdr message = {
		.msg_name = &name, .msg_namelen = name_size, .msg_iov = parts, .msg_iovlen = 2};
	int from = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	for (int k = 0; k < LETTERS; k += 2)
		a->result += sendmsg(from, &message, 0) +
		             sendto(from, cargo, 8, 0, (struct sockaddr *)&name, name_size);
	close(from);
}

static void
nobody(struct answer *a)
{
	struct msghdr message = {.msg_iovlen = 0};

	ANSWER(a, sendmsg(9999, &message, 0));
	a->digest = recvmsg(9999, &message, 0) < 0 ? (uint64_t)errno : 0;
}

static void
keeps_errno(struct answer *a)
{
	errno = ENOTTY;
	receive(a, stream[0], 0);
	a->result = errno;
}

static const struct semantics calls[] = {
	{"recvfrom of a datagram", from_whom, peer_tells},
	{"recvfrom as fortified libraries call it", fortified, peer_tells},
	{"recv with MSG_OOB or MSG_ERRQUEUE never waits", out_of_band, NULL},
	{"recvmsg of a stream", a_message, peer_tells},
	{"recvmsg of a datagram", a_datagram, peer_tells},
	{"recvmsg with MSG_WAITALL", a_whole_message, peer_tells},
	{"recvmsg with MSG_DONTWAIT", dont_wait, NULL},
	{"recvmsg with O_NONBLOCK", nonblocking, NULL},
	{"recvmsg with SO_RCVTIMEO", time_out, NULL},
	{"recvmsg of a descriptor", a_message, peer_sends_descriptor},
	{"sendmsg of far more than the socket holds", send_large, peer_takes_all},
	{"sendmsg and sendto to a mailbox that is full", fill_mailbox, peer_empties_mailbox},
	{"recvmsg and sendmsg of a closed descriptor", nobody, NULL},
	{"recvmsg keeps errno", keeps_errno, peer_tells},
};

int
main(void)
{
	trial_deadline(20);
	semantics_compare(calls, sizeof calls / sizeof *calls, prepare, clear);
	return done_testing();
}
