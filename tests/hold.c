/*
 * No call of the seam holds up the others: while one coroutine waits in it,
 * another goes on ticking. A thread ends all waits after a while.
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runners/blocking.h"
#include "runners/clock.h"
#include "runners/loop.h"
#include "runners/park.h"
#include "tests/tap.h"
#include "tests/trial.h"

#define HOLD_NS UINT64_C(40000000)

/* in 40 ms; a tick takes one and a bit */
enum { TICKS = 8, BIG = 1 << 20 };

/* fresh for each call: a pipe and a pair with nothing in them, and of each kind one that is full; a
 * server that nobody calls, one whose queue is full, and somebody in that queue */
static int ends[2], pair[2], full_ends[2], full_pair[2], server, busy, queued, called;
static struct sockaddr_un address, busy_address;
static socklen_t address_size, busy_size;
static _Atomic uint32_t word;
static pid_t child;
static char big[BIG];

static const struct timespec hold = {.tv_nsec = 40000000};

static int
listening(struct sockaddr_un *where, socklen_t *size)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*where = (struct sockaddr_un){.sun_family = AF_UNIX};
	*size = sizeof *where;
	if (bind(fd, (struct sockaddr *)where, sizeof(sa_family_t)) != 0 || listen(fd, 0) != 0 ||
	    getsockname(fd, (struct sockaddr *)where, size) != 0)
		perror("# listen");
	return fd;
}

static void
fill(int fd)
{
	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (write(fd, big, BIG) > 0)
		;
	fcntl(fd, F_SETFL, 0);
}

static void
prepare(bool with_child)
{
	if (pipe2(ends, O_CLOEXEC) != 0 || pipe2(full_ends, O_CLOEXEC) != 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, full_pair) != 0)
		perror("# prepare");
	fill(full_ends[1]);
	fill(full_pair[0]);
	server = listening(&address, &address_size);
	busy = listening(&busy_address, &busy_size);
	queued = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	called = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(queued, (struct sockaddr *)&busy_address, busy_size) != 0)
		perror("# connect");
	atomic_store(&word, 0);
	child = with_child ? fork() : -1;
	if (child == 0) {
		pause();
		_exit(0);
	}
}

static void
clear(void)
{
	const int all[] = {ends[0],
	                   ends[1],
	                   full_ends[0],
	                   full_ends[1],
	                   pair[0],
	                   pair[1],
	                   full_pair[0],
	                   full_pair[1],
	                   server,
	                   busy,
	                   queued,
	                   called};

	for (size_t k = 0; k < sizeof all / sizeof *all; k++)
		close(all[k]);
	if (child > 0)
		waitpid(child, NULL, 0);
}

static void
drain(int fd)
{
	static char some[BIG];

	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (read(fd, some, BIG) > 0)
		;
}

/* in a thread, which has no model */
static void *
release(void *unused)
{
	nanosleep(&hold, NULL);
	if (write(ends[1], "x", 1) != 1 || write(pair[1], "x", 1) != 1)
		perror("# write");
	drain(full_ends[0]);
	drain(full_pair[1]);
	close(accept(busy, NULL, NULL));
	if (connect(called, (struct sockaddr *)&address, address_size) != 0)
		perror("# connect");
	atomic_store(&word, 1);
	wake(&word, 1);
	if (child > 0)
		kill(child, SIGKILL);
	return unused;
}

/* The calls. */

static char bytes[4];
static struct iovec part = {bytes, 1}, much = {big, 100};

static bool
call_nanosleep(void)
{
	return nanosleep(&hold, NULL) == 0;
}

static bool
call_clock_nanosleep(void)
{
	return clock_nanosleep(CLOCK_REALTIME, 0, &hold, NULL) == 0;
}

static bool
call_usleep(void)
{
	return usleep(HOLD_NS / 1000) == 0;
}

static bool
call_poll(void)
{
	return poll(&(struct pollfd){.fd = ends[0], .events = POLLIN}, 1, -1) == 1;
}

static bool
call_poll_time(void)
{
	return poll(NULL, 0, HOLD_NS / 1000000) == 0;
}

static bool
call_ppoll(void)
{
	sigset_t none;

	sigemptyset(&none);
	return ppoll(&(struct pollfd){.fd = pair[0], .events = POLLIN}, 1, NULL, &none) == 1;
}

static bool
call_select(void)
{
	fd_set in;

	FD_ZERO(&in);
	FD_SET(ends[0], &in);
	return select(FD_SETSIZE, &in, NULL, NULL, NULL) == 1;
}

static bool
call_pselect(void)
{
	return pselect(0, NULL, NULL, NULL, &hold, NULL) == 0;
}

static bool
call_read(void)
{
	return read(ends[0], bytes, 4) == 1;
}

static bool
call_readv(void)
{
	return readv(pair[0], &part, 1) == 1;
}

static bool
call_write(void)
{
	return write(full_ends[1], big, 100) == 100;
}

static bool
call_writev(void)
{
	return writev(full_pair[0], &much, 1) == 100;
}

static bool
call_recv(void)
{
	return recv(pair[0], bytes, 4, 0) == 1;
}

static bool
call_recvfrom(void)
{
	return recvfrom(pair[0], bytes, 4, 0, NULL, NULL) == 1;
}

static bool
call_recvmsg(void)
{
	return recvmsg(pair[0], &(struct msghdr){.msg_iov = &part, .msg_iovlen = 1}, 0) == 1;
}

static bool
call_send(void)
{
	return send(full_pair[0], big, 100, 0) == 100;
}

static bool
call_sendto(void)
{
	return sendto(full_pair[0], big, 100, 0, NULL, 0) == 100;
}

static bool
call_sendmsg(void)
{
	return sendmsg(full_pair[0], &(struct msghdr){.msg_iov = &much, .msg_iovlen = 1}, 0) == 100;
}

static bool
call_connect(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int status = connect(fd, (struct sockaddr *)&busy_address, busy_size);

	close(fd);
	return status == 0;
}

static bool
call_accept(void)
{
	int fd = accept(server, NULL, NULL);

	return fd >= 0 && close(fd) == 0;
}

static bool
call_waitpid(void)
{
	return waitpid(child, NULL, 0) == child;
}

static bool
call_wait(void)
{
	return wait(NULL) == child;
}

static bool
call_waitid(void)
{
	return waitid(P_PID, (id_t)child, NULL, WEXITED) == 0;
}

static bool
call_park(void)
{
	while (atomic_load(&word) == 0)
		park(&word, 0, UINT64_MAX);
	return true;
}

static void
block(void *unused)
{
	(void)unused;
	nanosleep(&hold, NULL);
}

/* what getaddrinfo, fsync and their like are given to where nothing else helps */
static bool
call_by_helper(void)
{
	blocking_model->call(block, NULL);
	return true;
}

static const struct call {
	const char *name;
	bool (*act)(void);
	bool with_child;
} calls[] = {
	{"nanosleep", call_nanosleep, false},
	{"clock_nanosleep", call_clock_nanosleep, false},
	{"usleep", call_usleep, false},
	{"poll", call_poll, false},
	{"poll of nothing", call_poll_time, false},
	{"ppoll", call_ppoll, false},
	{"select", call_select, false},
	{"pselect", call_pselect, false},
	{"read", call_read, false},
	{"readv", call_readv, false},
	{"write", call_write, false},
	{"writev", call_writev, false},
	{"recv", call_recv, false},
	{"recvfrom", call_recvfrom, false},
	{"recvmsg", call_recvmsg, false},
	{"send", call_send, false},
	{"sendto", call_sendto, false},
	{"sendmsg", call_sendmsg, false},
	{"connect", call_connect, false},
	{"accept", call_accept, false},
	{"waitpid", call_waitpid, true},
	{"wait", call_wait, true},
	{"waitid", call_waitid, true},
	{"park", call_park, false},
	{"a call by a helper", call_by_helper, false},
};

static const struct call *current;
static bool over, right;
static unsigned ticks;
static uint64_t took_ns;

static void
tick(void)
{
	while (!over) {
		usleep(1000);
		ticks++;
	}
}

static void
wait_in_call(void)
{
	uint64_t start = clock_ns();

	right = current->act();
	took_ns = clock_ns() - start;
	over = true;
}

/* a sleep of its own takes its time; the others may have lost some before they began to wait */
static void
hold_on(const struct loop_engine *engine, const struct call *call)
{
	static void (*const both[])(void) = {tick, wait_in_call};
	pthread_t thread;
	int status;

	current = call;
	over = right = false;
	ticks = 0;
	prepare(call->with_child);
	if (pthread_create(&thread, NULL, release, NULL) != 0) {
		perror("# pthread_create");
		return;
	}
	status = trial_coroutines(engine, both, 2);
	pthread_join(thread, NULL);
	if (!ok(status == 0 && right && ticks >= TICKS && took_ns >= HOLD_NS / 2,
	        "%s: %s holds up nobody",
	        engine->name,
	        call->name))
		printf("# %u ticks in %.1f ms; right: %d\n", ticks, (double)took_ns / 1e6, right);
	clear();
}

static void
on(const struct loop_engine *engine)
{
	for (size_t k = 0; k < sizeof calls / sizeof *calls; k++)
		hold_on(engine, &calls[k]);
}

int
main(void)
{
	trial_deadline(30);
	trial_loops(on);
	return done_testing();
}
