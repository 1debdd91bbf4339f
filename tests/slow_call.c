#include "tests/slow_call.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runners/clock.h"

static const struct timespec slow = {.tv_nsec = SLOW_NS};

/* where the call waits, and where a thread that has slept comes to its help */
static int near, far;

static void
call_nanosleep(void)
{
	nanosleep(&slow, NULL);
}

static void
call_poll(void)
{
	struct pollfd one = {.fd = near, .events = POLLIN};

	poll(&one, 1, -1);
}

static void
call_select(void)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET(near, &set);
	select(near + 1, &set, NULL, NULL, NULL);
}

static void
call_read(void)
{
	char byte;

	if (read(near, &byte, 1) != 1)
		perror("# read");
}

static void
call_readv(void)
{
	char byte;
	struct iovec into = {.iov_base = &byte, .iov_len = 1};

	if (readv(near, &into, 1) != 1)
		perror("# readv");
}

static void
call_recv(void)
{
	char byte;

	recv(near, &byte, 1, 0);
}

static void
call_recvmsg(void)
{
	char byte;
	struct iovec into = {.iov_base = &byte, .iov_len = 1};
	struct msghdr message = {.msg_iov = &into, .msg_iovlen = 1};

	if (recvmsg(near, &message, 0) != 1)
		perror("# recvmsg");
}

/* more than there is room for */
static void
call_write(void)
{
	static const char much[1 << 20];

	if (write(near, much, sizeof much) != sizeof much)
		perror("# write");
}

static void
call_accept(void)
{
	close(accept(near, NULL, NULL));
}

static void
call_waitpid(void)
{
	pid_t child = fork();

	if (child == 0) {
		syscall(SYS_nanosleep, &slow, NULL);
		_exit(0);
	}
	waitpid(child, NULL, 0);
}

static void
call_kernel_sleep(void)
{
	syscall(SYS_nanosleep, &slow, NULL);
}

static void
call_kernel_poll(void)
{
	struct pollfd one = {.fd = near, .events = POLLIN};

	syscall(SYS_ppoll, &one, 1, NULL, NULL, (size_t)8);
}

/* stdio reads by a name that is libc's own secret */
static void
call_fgets(void)
{
	FILE *file = fdopen(dup(near), "r");
	char line[4];

	if (!file || !fgets(line, sizeof line, file))
		perror("# fgets");
	if (file)
		fclose(file);
}

/* no call at all: nothing takes the core from a coroutine that computes */
static void
compute(void)
{
	uint64_t end_ns = clock_ns() + SLOW_NS;

	while (clock_ns() < end_ns)
		;
}

static void
help_write(void)
{
	if (write(far, "\n", 1) != 1)
		perror("# write");
}

static void
help_drain(void)
{
	char some[1 << 16];

	for (size_t rest = 1 << 20; rest > 0;) {
		ssize_t got = read(far, some, sizeof some);

		if (got <= 0)
			return;
		rest -= (size_t)got;
	}
}

/* the name that the system gave to the listener, which begins with a zero */
static void
help_connect(void)
{
	struct sockaddr_un address;
	socklen_t size = sizeof address;

	if (getsockname(near, (struct sockaddr *)&address, &size) != 0 ||
	    connect(far, (struct sockaddr *)&address, size) != 0)
		perror("# connect");
}

const struct slow_call slow_calls[] = {
	{"nanosleep", call_nanosleep, NULL, true},
	{"poll", call_poll, help_write, true},
	{"select", call_select, help_write, true},
	{"read", call_read, help_write, true},
	{"readv", call_readv, help_write, true},
	{"recv", call_recv, help_write, true},
	{"recvmsg", call_recvmsg, help_write, true},
	{"write", call_write, help_drain, true},
	{"accept", call_accept, help_connect, true},
	{"waitpid", call_waitpid, NULL, true},
	{"a sleep by system call", call_kernel_sleep, NULL, false},
	{"a poll by system call", call_kernel_poll, help_write, false},
	{"fgets", call_fgets, help_write, false},
	{"computing", compute, NULL, false},
	{.name = NULL},
};

/* a listener for accept, and a socket to be connected to it */
static int
make_listener(void)
{
	const struct sockaddr_un any = {.sun_family = AF_UNIX};

	near = socket(AF_UNIX, SOCK_STREAM, 0);
	far = socket(AF_UNIX, SOCK_STREAM, 0);
	if (bind(near, (const struct sockaddr *)&any, sizeof any.sun_family) != 0)
		return -1;
	return listen(near, 1);
}

int
slow_call_prepare(const struct slow_call *call)
{
	int ends[2] = {-1, -1};
	int status;

	if (call->act == call_accept)
		return make_listener();
	status = socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	near = ends[0], far = ends[1];
	return status;
}

void
slow_call_clear(void)
{
	close(near);
	close(far);
}

static void *
help_late(void *call)
{
	nanosleep(&slow, NULL);
	((const struct slow_call *)call)->help();
	return NULL;
}

void
slow_call_make(const struct slow_call *call)
{
	pthread_t helper;

	if (call->help)
		pthread_create(&helper, NULL, help_late, (void *)(uintptr_t)call);
	call->act();
	if (call->help)
		pthread_join(helper, NULL);
}
