/*
 * Blocking calls that need nobody else. A time limit may be passed by far, on a
 * machine that is busy, but no call may return before it.
 */
#include "tests/soak_act.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runners/clock.h"
#include "workloads/workload.h"

#define MS UINT64_C(1000000)

enum { LONGEST_MS = 50, PART = 1024, PAGE = 4096 };

unsigned char soak_noise[SOAK_NOISE];
int soak_file;

uint64_t
dice_throw(struct dice *d, uint64_t sides)
{
	d->state++;
	return scramble(d->state) % sides;
}

static int
sleep_some(struct dice *d)
{
	const uint64_t ns = dice_throw(d, LONGEST_MS * MS);
	const uint64_t start = clock_ns();
	struct timespec time = {.tv_nsec = (long)ns};

	switch (dice_throw(d, 3)) {
	case 0:
		nanosleep(&time, NULL);
		break;
	case 1:
		usleep((useconds_t)(ns / 1000 + 1));
		break;
	default:
		time.tv_sec = (time_t)((start + ns) / 1000000000);
		time.tv_nsec = (long)((start + ns) % 1000000000);
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
	}
	if (clock_ns() - start >= ns)
		return 0;
	return workload_fail("a sleep of %llu ns ended early", (unsigned long long)ns);
}

/* a timer among descriptors of which nothing ever comes: it or the time limit ends the wait */
static int
poll_timer(struct dice *d, int timer, int silent)
{
	struct pollfd fds[] = {{.fd = silent, .events = POLLIN},
	                       {.fd = timer, .events = POLLIN},
	                       {.fd = -1, .events = POLLIN},
	                       {.fd = silent, .events = POLLIN | POLLPRI}};
	const uint64_t ns = 1 + dice_throw(d, 20 * MS);
	const struct itimerspec once = {.it_value.tv_nsec = (long)ns};
	const int limit_ms = (int)dice_throw(d, 20);
	const uint64_t start = clock_ns();
	uint64_t expired = 0;
	int found;

	timerfd_settime(timer, 0, &once, NULL);
	found = poll(fds, sizeof fds / sizeof *fds, limit_ms);
	if (found < 0 || found > 1 || (found == 1 && fds[1].revents != POLLIN))
		return workload_fail("poll found %d", found);
	if (clock_ns() - start < (found ? ns : (uint64_t)limit_ms * MS))
		return workload_fail("poll found %d, and early", found);
	if (read(timer, &expired, sizeof expired) == sizeof expired && expired == 1)
		return 0;
	return workload_fail("a timer told of %d times", (int)expired);
}

static int
poll_some(struct dice *d)
{
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	int silent = eventfd(0, EFD_CLOEXEC);
	int status = -1;

	if (timer >= 0 && silent >= 0)
		status = poll_timer(d, timer, silent);
	if (timer >= 0)
		close(timer);
	if (silent >= 0)
		close(silent);
	return status;
}

/* nothing ever comes, and the socket has a time limit */
static int
receive_nothing(struct dice *d)
{
	const uint64_t us = 1000 + dice_throw(d, 20000);
	const struct timeval limit = {.tv_usec = (suseconds_t)us};
	int ends[2];
	ssize_t got;
	uint64_t took;
	char byte;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return -1;
	setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	took = clock_ns();
	got = recv(ends[0], &byte, 1, 0);
	took = clock_ns() - took;
	close(ends[0]);
	close(ends[1]);
	if (got == -1 && errno == EAGAIN && took >= us * 1000)
		return 0;
	return workload_fail(
		"recv with %d us to wait: %d after %d us", (int)us, (int)got, (int)(took / 1000));
}

static int
read_file(struct dice *d, bool cold)
{
	const size_t size = 1 + (size_t)dice_throw(d, PART);
	const size_t at = dice_throw(d, (size_t)SOAK_NOISE * SOAK_FILE_PARTS - size);
	unsigned char part[PART];
	ssize_t got;

	if (cold)
		posix_fadvise(
			soak_file, (off_t)(at / PAGE * PAGE), PAGE + PART, POSIX_FADV_DONTNEED);
	got = pread(soak_file, part, size, (off_t)at);
	if (got != (ssize_t)size)
		return workload_fail("pread: %d of %d", (int)got, (int)size);
	for (size_t k = 0; k < size; k++)
		if (part[k] != soak_noise[(at + k) % SOAK_NOISE])
			return workload_fail("pread at %zu is wrong", at + k);
	return 0;
}

static int
read_cached(struct dice *d)
{
	return read_file(d, false);
}

static int
read_cold(struct dice *d)
{
	return read_file(d, true);
}

/* whatever else localhost is, it is 127.0.0.1 in some record of IPv4 */
static int
find(const char *host)
{
	const struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	struct sockaddr_in address;
	int status = getaddrinfo(host, "80", &hints, &found);

	if (status != 0)
		return workload_fail("%s: %s", host, gai_strerror(status));
	memcpy(&address, found->ai_addr, sizeof address);
	freeaddrinfo(found);
	if (ntohl(address.sin_addr.s_addr) == INADDR_LOOPBACK && ntohs(address.sin_port) == 80)
		return 0;
	return workload_fail("%s is somewhere else", host);
}

static int
find_number(struct dice *d)
{
	(void)d;
	return find("127.0.0.1");
}

static int
find_localhost(struct dice *d)
{
	(void)d;
	return find("localhost");
}

/* Like any library's child, it closes what it has no use for: others of its parent wait for these. */
static _Noreturn void
be_child(int status)
{
	const struct timespec moment = {.tv_nsec = 3000000};

	for (int fd = 3; fd < 200; fd++)
		close(fd);
	nanosleep(&moment, NULL);
	_exit(status);
}

static int
await_child(struct dice *d)
{
	const int said = (int)dice_throw(d, 100);
	const pid_t child = fork();
	int status = 0;

	if (child == 0)
		be_child(said);
	if (child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	    WEXITSTATUS(status) == said)
		return 0;
	return workload_fail("a child that was to end with %d: status %x", said, (unsigned)status);
}

const struct soak_act soak_acts[] = {
	{"sleep", sleep_some, 40, false, false},
	{"poll", poll_some, 10, true, false},
	{"recv with SO_RCVTIMEO", receive_nothing, 10, true, false},
	{"pread, cached", read_cached, 10, false, false},
	{"pread, cold", read_cold, 4, false, false},
	{"talk", soak_talk, 20, true, false},
	{"getaddrinfo of a number", find_number, 4, false, false},
	{"getaddrinfo of localhost", find_localhost, 1, true, true},
	{"waitpid", await_child, 1, true, true},
	{.name = NULL},
};
