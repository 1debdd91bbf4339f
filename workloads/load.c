#include "workloads/load.h"

#include <endian.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/clock.h"
#include "workloads/conversation.h"
#include "workloads/workload.h"

/* A runner may take long to make its workers, and then they all come. */
enum { FIRST_PATIENCE_MS = 60000, NEXT_PATIENCE_S = 10 };

/* Down to load_main this is the load's own process, which ends by being killed. It shares the log with us. */

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
	char *reason = log->reason;
	const size_t size = sizeof log->reason;

	for (size_t n = 0; n < tasks; n++) {
		int fd = next_connection(leash, listener, n == 0);
		size_t i;

		if (fd < 0) {
			snprintf(reason,
			         size,
			         "%zu of %zu tasks came to the load: %s",
			         n,
			         tasks,
			         strerror(errno));
			return -1;
		}
		i = index_of(fd);
		if (i >= tasks || fds[i] >= 0) {
			snprintf(reason,
			         size,
			         i >= tasks ? "a task did not tell the load who it is"
			                    : "task %zu came to the load twice",
			         i);
			return -1;
		}
		fds[i] = fd;
	}
	return 0;
}

/* the others first: requests are made when they are on their way */
static void
start_tasks(const int *fds, size_t tasks, uint64_t end_ns)
{
	uint64_t word = htole64(end_ns);

	for (size_t i = tasks; i-- > 0;) {
		send(fds[i], &word, sizeof word, MSG_NOSIGNAL);
		if (i > 0)
			close(fds[i]);
	}
}

static void
work(struct request_log *log, int leash, int listener, const struct load_plan *plan)
{
	int *fds = malloc(plan->tasks * sizeof *fds);
	struct conversation c = {.per_s = plan->per_s};

	if (!fds) {
		snprintf(log->reason, sizeof log->reason, "the load has no memory");
		return;
	}
	for (size_t i = 0; i < plan->tasks; i++)
		fds[i] = -1;
	if (gather(log, leash, listener, fds, plan->tasks) == 0) {
		c.begin_ns = clock_ns();
		c.end_ns = c.begin_ns + plan->duration_ns;
		c.fd = fds[0];
		start_tasks(fds, plan->tasks, c.end_ns);
		for (size_t i = 0; i < plan->tasks; i++)
			fds[i] = i == 0 ? fds[i] : -1;
		conversation_hold(&c, log);
	}
	/* tasks that wait for the load need not any more */
	close(listener);
	for (size_t i = 0; i < plan->tasks; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	free(fds);
}

/* It stays when it has finished: runners that look after children of their own shall not meet it. */
__attribute__((noreturn)) static void
load_main(struct request_log *log, int leash, int listener, const struct load_plan *plan)
{
	const char finished = 1;

	/* requests are sent when they are due, and not 50 us later */
	prctl(PR_SET_TIMERSLACK, 1UL);
	work(log, leash, listener, plan);
	send(leash, &finished, 1, MSG_NOSIGNAL);
	for (;;)
		pause();
}

/* on a free loopback port, which is written down */
static int
listen_anywhere(char address[32])
{
	struct sockaddr_in name = {.sin_family = AF_INET,
	                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof name;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&name, size) == 0 && listen(fd, 4096) == 0 &&
	    getsockname(fd, (struct sockaddr *)&name, &size) == 0) {
		snprintf(address, 32, "127.0.0.1:%u", ntohs(name.sin_port));
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

static int
load_fork(struct load *load, int listener, const struct load_plan *plan)
{
	pid_t parent = getpid();
	pid_t pid;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
		close(ends[0]);
		load_main(&load->log, ends[1], listener, plan);
	}
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return -1;
	}
	load->process = pid;
	load->leash = ends[0];
	return 0;
}

struct load *
load_start(const struct load_plan *plan)
{
	int listener;
	int status;
	struct load *load =
		mmap(NULL, sizeof *load, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (load == MAP_FAILED)
		return NULL;
	listener = listen_anywhere(load->address);
	status = listener < 0 ? -1 : load_fork(load, listener, plan);
	if (listener >= 0)
		close(listener);
	if (status == 0)
		return load;
	workload_fail("cannot start a load: %s", strerror(errno));
	munmap(load, sizeof *load);
	return NULL;
}

const struct request_log *
load_await(struct load *load)
{
	char finished;
	ssize_t got;

	/* or it would wait for tasks that never came */
	shutdown(load->leash, SHUT_WR);
	do
		got = recv(load->leash, &finished, 1, 0);
	while (got < 0 && errno == EINTR);
	if (got != 1)
		snprintf(load->log.reason, sizeof load->log.reason, "the load process died");
	return &load->log;
}

void
load_end(struct load *load)
{
	/* if it died, a runner that waits for children of its own has seen to it */
	if (waitpid(load->process, NULL, WNOHANG) == 0) {
		kill(load->process, SIGKILL);
		waitpid(load->process, NULL, 0);
	}
	close(load->leash);
	munmap(load, sizeof *load);
}
