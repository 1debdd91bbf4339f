/*
 * An echo server: a task takes one connection, and sends back in upper case
 * whatever comes, until the client closes. There are as many clients as tasks, all of
 * a load outside this process, and each keeps its connection for as long as it
 * has messages: who has fewer handlers than clients lets the others wait.
 * Which client a task gets is chance, so its result is its index, and
 * the load checks every answer.
 */
#include "workloads/crowd.h"
#include "workloads/listener.h"
#include "workloads/load.h"
#include "workloads/room.h"
#include "workloads/stream.h"
#include "workloads/workload.h"

#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* what tasks share is no parameter: setup keeps it in a value of the workload's own */
enum { MESSAGES, BYTES, EVERY, SHARED };

/* the tutorials' */
enum { BUFFER_BYTES = 1024 };

#define MILLISECOND UINT64_C(1000000)

struct echo {
	struct load *load;
	int listener;
	struct crowd crowd;
	struct crowd_report report;
	atomic_bool begun;
};

static struct echo *
echo_of(const struct value *values)
{
	return (struct echo *)(uintptr_t)values[SHARED].number;
}

/* Clients come when the first task says so: what making workers takes is not theirs to wait for. */
static void
load_main(struct request_log *log, int leash, const void *plan)
{
	const struct echo *echo = plan;
	char word;

	close(echo->listener);
	if (recv(leash, &word, 1, 0) == 1)
		crowd_come(&echo->crowd, leash, log, &((struct echo *)(uintptr_t)plan)->report);
	else
		request_log_distrust(log, "no task came to serve");
}

/* A task that waits for a client looks now and then whether there is still a load. */
static int
listen_patiently(struct sockaddr_in *server)
{
	const struct timeval patience = {.tv_usec = 200000};
	int fd = listener_open(server);

	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0)
		return fd;
	workload_fail("cannot listen on loopback: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

static int
echo_setup(struct value *values, size_t tasks)
{
	struct echo *echo;

	/* they may all be here, in one process, and they are in the load */
	if (room_make(tasks) != 0)
		return -1;
	echo = mmap(NULL, sizeof *echo, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (echo == MAP_FAILED)
		return -1;
	echo->crowd = (struct crowd){.clients = tasks,
	                             .messages = values[MESSAGES].number,
	                             .bytes = values[BYTES].number,
	                             .every_ns = values[EVERY].number};
	echo->listener = listen_patiently(&echo->crowd.server);
	if (echo->listener >= 0 && (echo->load = load_start(load_main, echo))) {
		values[SHARED].number = (uintptr_t)echo;
		return 0;
	}
	if (echo->listener >= 0)
		close(echo->listener);
	munmap(echo, sizeof *echo);
	return -1;
}

static void
echo_teardown(struct value *values)
{
	struct echo *echo = echo_of(values);

	load_end(echo->load);
	close(echo->listener);
	munmap(echo, sizeof *echo);
}

static const struct request_log *
echo_requests(const struct value *values)
{
	return load_await(echo_of(values)->load);
}

/* a client does not leave before its end unless the load has given up, and said why, or died */
static int
fail(const struct echo *echo, const char *what)
{
	const int error = errno;
	const struct request_log *log = &echo->load->log;

	if (*log->reason)
		return workload_fail("%s", log->reason);
	return workload_fail("%s: %s", what, strerror(error));
}

static int
lost(const struct echo *echo)
{
	return fail(echo, "the load was lost before the end");
}

static int
accept_client(struct echo *echo)
{
	const struct timeval for_ever = {.tv_sec = 0};
	const int now = 1;
	int fd;

	if (!atomic_load(&echo->begun) && !atomic_exchange(&echo->begun, true))
		companion_tell(&echo->load->companion);
	/* work that the kernel does for a ring of this process interrupts a wait that has a time limit */
	do
		fd = accept4(echo->listener, NULL, NULL, SOCK_CLOEXEC);
	while (fd < 0 && (errno == EAGAIN || errno == EINTR) &&
	       !companion_is_over(&echo->load->companion));
	if (fd < 0)
		return errno == EAGAIN ? lost(echo) : fail(echo, "cannot accept a client");
	/* an answer in parts is not held back until the client has acknowledged the first */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &for_ever, sizeof for_ever); /* the listener's */
	return fd;
}

static void
upper_case(char *text, size_t length)
{
	for (size_t k = 0; k < length; k++)
		if (text[k] >= 'a' && text[k] <= 'z')
			text[k] = (char)(text[k] - 'a' + 'A');
}

static int
serve(const struct echo *echo, int fd)
{
	char buffer[BUFFER_BYTES];
	uint64_t left = echo->crowd.messages * echo->crowd.bytes;
	ssize_t got;

	while ((got = recv(fd, buffer, sizeof buffer, 0)) > 0) {
		upper_case(buffer, (size_t)got);
		if (stream_send(fd, buffer, (size_t)got) != 0)
			return lost(echo);
		left -= (uint64_t)got;
	}
	if (got == 0 && left == 0)
		return 0;
	errno = got < 0 ? errno : ECONNRESET;
	return lost(echo);
}

static int
echo_task(const struct value *values, size_t i, uint64_t *result)
{
	struct echo *echo = echo_of(values);
	int fd = accept_client(echo);
	int status;

	if (fd < 0)
		return -1;
	status = serve(echo, fd);
	close(fd);
	*result = scramble(i);
	return status;
}

static int
echo_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct crowd_report *report = &echo_of(values)->report;
	const uint64_t all = tasks * values[MESSAGES].number;

	outcomes[0] = (struct outcome){"answers", report->answered};
	outcomes[1] = (struct outcome){"clients_starved", report->starved};
	outcomes[2] = (struct outcome){"clients_served_at_once", report->served_at_once};
	if (report->answered == all)
		return 0;
	return workload_fail(
		"%" PRIu64 " of %" PRIu64 " messages were answered", report->answered, all);
}

static const struct parameter echo_parameters[] = {
	[MESSAGES] = {.name = "messages",
                      .unit = UNIT_COUNT,
                      .preset = "20",
                      .summary = "how many each client sends, each after the answer to the last",
                      .least = 3,
                      .most = 10000},
	[BYTES] = {.name = "bytes",
                   .unit = UNIT_SIZE,
                   .preset = "1KiB",
                   .summary = "the size of a message",
                   .least = 1,
                   .most = CROWD_BYTES},
	[EVERY] = {.name = "every",
                   .unit = UNIT_DURATION,
                   .preset = "50ms",
                   .summary = "from when a client's message is due to when its next one is",
                   .least = MILLISECOND,
                   .most = 10000 * MILLISECOND},
	{.name = NULL},
};

const struct workload workload_echo = {
	.name = "echo",
	.summary = "a server's handler: a connection for as long as its client stays",
	.bound = IO_BOUND,
	.tasks = 500,
	.stack_bytes = 16 << 10,
	.parameters = echo_parameters,
	.setup = echo_setup,
	.teardown = echo_teardown,
	.task = echo_task,
	.requests = echo_requests,
	.outcomes = echo_outcomes,
};
