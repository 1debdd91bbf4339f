#include "workloads/gathering.h"

#include <endian.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runners/clock.h"
#include "workloads/conversation.h"
#include "workloads/listener.h"
#include "workloads/load.h"
#include "workloads/workload.h"

/* A runner may take long to make its workers, and then they all come. */
enum { FIRST_PATIENCE_MS = 60000, NEXT_PATIENCE_S = 10 };

/* what the load's process is told */
struct plan {
	struct gathering gathering;
	int listener;
};

static int
next_connection(int leash, int listener, bool first)
{
	struct pollfd ready[] = {{.fd = listener, .events = POLLIN},
	                         {.fd = leash, .events = POLLIN}};
	int patience_ms = first ? FIRST_PATIENCE_MS : NEXT_PATIENCE_S * 1000;

	if (poll(ready, 2, patience_ms) <= 0 || ready[1].revents) {
		errno = ETIMEDOUT;
		return -1;
	}
	return accept4(listener, NULL, NULL, SOCK_CLOEXEC);
}

/* which task this is; SIZE_MAX if it does not say */
static size_t
index_of(int fd)
{
	const struct timeval patience = {.tv_sec = NEXT_PATIENCE_S};
	const int now = 1;
	uint64_t index;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (recv(fd, &index, sizeof index, MSG_WAITALL) != sizeof index)
		return SIZE_MAX;
	return le64toh(index);
}

/* a connection from each task, by its index */
static int
gather(struct request_log *log, int leash, int listener, int *fds, size_t tasks)
{
	for (size_t n = 0; n < tasks; n++) {
		int fd = next_connection(leash, listener, n == 0);
		size_t i;

		if (fd < 0)
			return request_log_distrust(log,
			                            "%zu of %zu tasks came to the load: %s",
			                            n,
			                            tasks,
			                            strerror(errno));
		i = index_of(fd);
		if (i >= tasks)
			return request_log_distrust(log, "a task did not tell the load who it is");
		if (fds[i] >= 0)
			return request_log_distrust(log, "task %zu came to the load twice", i);
		fds[i] = fd;
	}
	return 0;
}

/* the others first: requests are made when they are on their way */
static void
start_tasks(int *fds, size_t tasks, uint64_t end_ns)
{
	uint64_t word = htole64(end_ns);

	for (size_t i = tasks; i-- > 0;) {
		send(fds[i], &word, sizeof word, MSG_NOSIGNAL);
		if (i > 0) {
			close(fds[i]);
			fds[i] = -1;
		}
	}
}

static void
work(struct request_log *log, int leash, const void *argument)
{
	const struct plan *plan = argument;
	const size_t tasks = plan->gathering.tasks;
	int *fds = malloc(tasks * sizeof *fds);
	struct conversation c = {.per_s = plan->gathering.per_s};

	if (!fds) {
		request_log_distrust(log, "the load has no memory");
		return;
	}
	for (size_t i = 0; i < tasks; i++)
		fds[i] = -1;
	if (gather(log, leash, plan->listener, fds, tasks) == 0) {
		c.begin_ns = clock_ns();
		c.end_ns = c.begin_ns + plan->gathering.duration_ns;
		c.fd = fds[0];
		start_tasks(fds, tasks, c.end_ns);
		conversation_hold(&c, log);
	}
	/* tasks that wait for the load need not any more */
	close(plan->listener);
	for (size_t i = 0; i < tasks; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	free(fds);
}

struct load *
gathering_start(const struct gathering *gathering, char address[GATHERING_ADDRESS])
{
	struct sockaddr_in name;
	const struct plan plan = {*gathering, listener_open(&name)};
	struct load *load;

	if (plan.listener < 0) {
		workload_fail("cannot listen on loopback: %s", strerror(errno));
		return NULL;
	}
	snprintf(address, GATHERING_ADDRESS, "127.0.0.1:%u", ntohs(name.sin_port));
	load = load_start(work, &plan);
	close(plan.listener);
	return load;
}
