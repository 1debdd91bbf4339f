/*
 * Small requests beside tasks that only compute, which shows the convoy effect
 * where a lock is held while computing. Task 0 answers a load outside this
 * process, and waits for it; the others are hogs: they compute until the measuring
 * is over, and look whether somebody wants the core about every half microsecond.
 * How often requests were answered is what comes out, not work that was asked
 * for: so a task's result is its index, and the load checks every answer.
 */
#include "runners/blocking.h"
#include "runners/clock.h"
#include "workloads/conversation.h"
#include "workloads/gathering.h"
#include "workloads/load.h"
#include "workloads/stream.h"
#include "workloads/workload.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* the load is no parameter: setup keeps it in a value of the workload's own, 0 if it is the user's */
enum { DURATION, RATE, HANDLE, ADDRESS, LOAD };

enum { STEPS_PER_CHECKPOINT = 1024, CHECKPOINTS_PER_LOOK = 64 };

static struct load *
load_of(const struct value *values)
{
	return (struct load *)(uintptr_t)values[LOAD].number;
}

/* "127.0.0.1:7000" */
static int
address_read(const char *text, struct sockaddr_in *address)
{
	char host[INET_ADDRSTRLEN];
	const char *colon = strrchr(text, ':');
	unsigned long port = colon ? strtoul(colon + 1, NULL, 10) : 0;

	*address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	if (port > 0 && port <= UINT16_MAX && (size_t)(colon - text) < sizeof host) {
		memcpy(host, text, (size_t)(colon - text));
		host[colon - text] = '\0';
		if (inet_pton(AF_INET, host, &address->sin_addr) == 1)
			return 0;
	}
	return workload_fail("--address %s: say one such as 127.0.0.1:7000", text);
}

static int
hogs_setup(struct value *values, size_t tasks)
{
	const struct gathering gathering = {tasks, values[DURATION].number, values[RATE].number};
	char where[GATHERING_ADDRESS];
	struct sockaddr_in address;
	struct load *load;

	values[LOAD].number = 0;
	if (values[ADDRESS].text)
		return address_read(values[ADDRESS].text, &address);
	load = gathering_start(&gathering, where);
	if (!load)
		return -1;
	values[LOAD].number = (uintptr_t)load;
	values[ADDRESS].text = strdup(where);
	if (values[ADDRESS].text)
		return 0;
	load_end(load);
	return -1;
}

static void
hogs_teardown(struct value *values)
{
	if (!load_of(values))
		return;
	load_end(load_of(values));
	free(values[ADDRESS].text);
	values[ADDRESS].text = NULL;
}

static const struct request_log *
hogs_requests(const struct value *values)
{
	return load_of(values) ? load_await(load_of(values)) : NULL;
}

/* The load has closed before the end, or does not answer. It may have said why. */
static int
lost(const struct value *values)
{
	int error = errno;
	const struct load *load = load_of(values);

	if (load && *load->log.reason)
		return workload_fail("%s", load->log.reason);
	return workload_fail("the load at %s was lost before the end: %s",
	                     values[ADDRESS].text,
	                     strerror(error));
}

static int
join(const char *where, size_t i)
{
	const int now = 1;
	uint64_t index = htole64(i);
	struct sockaddr_in address;
	int error;
	int fd;

	if (address_read(where, &address) != 0)
		return -1;
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now) == 0 &&
	    send(fd, &index, sizeof index, MSG_NOSIGNAL) == sizeof index)
		return fd;
	error = errno;
	if (fd >= 0)
		close(fd);
	return workload_fail("no load at %s: %s", where, strerror(error));
}

/* the load's word on when the measuring ends */
static int
await_start(const struct value *values, int fd, uint64_t *end_ns)
{
	uint64_t word;
	ssize_t got = recv(fd, &word, sizeof word, MSG_WAITALL);

	if (got != sizeof word) {
		errno = got < 0 ? errno : ECONNRESET;
		return lost(values);
	}
	*end_ns = le64toh(word);
	return 0;
}

/* compute for so long, without a checkpoint, as one call into an interpreter does */
static void
handle(uint64_t ns)
{
	const uint64_t end = ns ? clock_ns() + ns : 0;

	while (ns && clock_ns() < end)
		;
}

static int
answer(const struct value *values, int fd, uint64_t end_ns)
{
	char request[REQUEST_BYTES];
	ssize_t got;

	while ((got = recv(fd, request, sizeof request, 0)) > 0) {
		handle(values[HANDLE].number);
		if (stream_send(fd, request, (size_t)got) != 0)
			return lost(values);
	}
	if (got == 0 && clock_ns() >= end_ns)
		return 0;
	errno = got < 0 ? errno : ECONNRESET;
	return lost(values);
}

static void
hog(uint64_t end_ns)
{
	uint64_t counter = 0;

	while (clock_ns() < end_ns)
		for (int k = 0; k < CHECKPOINTS_PER_LOOK; k++) {
			for (int step = 0; step < STEPS_PER_CHECKPOINT; step++) {
				counter++;
				/* which no compiler may join with the next */
				__asm__ volatile("" : "+r"(counter));
			}
			checkpoint();
		}
}

static int
hogs_task(const struct value *values, size_t i, uint64_t *result)
{
	uint64_t end_ns = 0;
	int fd = join(values[ADDRESS].text, i);
	int status = fd < 0 ? -1 : await_start(values, fd, &end_ns);

	if (status == 0 && i == 0)
		status = answer(values, fd, end_ns);
	if (fd >= 0)
		close(fd);
	if (status == 0 && i > 0)
		hog(end_ns);
	*result = scramble(i);
	return status;
}

/* Who answers is done after the end, and begins before it; and so do the others. */
static uint64_t
hogs_least_ns(const struct value *values)
{
	return load_of(values) ? values[DURATION].number : 0;
}

/* clang-format off */
static const struct parameter hogs_parameters[] = {
	[DURATION] = {.name = "duration", .unit = UNIT_DURATION, .preset = "1s",
	              .least = MILLISECOND, .most = 600 * SECOND,
	              .summary = "how long requests are made"},
	[RATE] = {.name = "rate", .unit = UNIT_COUNT, .preset = "0", .most = 1000000,
	          .summary = "requests a second; 0: the next when the last is answered"},
	[HANDLE] = {.name = "handle", .unit = UNIT_DURATION, .preset = "0",
	            .most = 1000 * MILLISECOND,
	            .summary = "how long task 0 computes for each request"},
	[ADDRESS] = {.name = "address", .unit = UNIT_TEXT, .preset = "", .place = true,
	             .summary = "a load of yours instead of ours; it counts for itself"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_hogs = {
	.name = "hogs",
	.summary = "a task that answers requests beside others that only compute",
	.bound = MIXED,
	.tasks = 3,
	.stack_bytes = 16 << 10,
	.together = true,
	.meets_in_kernel = true,
	.parameters = hogs_parameters,
	.setup = hogs_setup,
	.teardown = hogs_teardown,
	.task = hogs_task,
	.least_ns = hogs_least_ns,
	.requests = hogs_requests,
};
