#include "workloads/reception.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "workloads/listener.h"
#include "workloads/room.h"
#include "workloads/workload.h"

static void
load_main(struct request_log *log, int leash, const void *plan)
{
	struct reception *r = *(struct reception *const *)plan;
	char word;

	close(r->listener);
	if (recv(leash, &word, 1, 0) == 1)
		crowd_come(&r->crowd, leash, log, &r->report);
	else
		request_log_distrust(log, "no task came to serve");
}

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

int
reception_open(struct reception *r, const struct crowd *crowd)
{
	/* all may be here, in one process, and they are in the load */
	if (room_make(crowd->clients) != 0)
		return -1;
	r->crowd = *crowd;
	r->listener = listen_patiently(&r->crowd.server);
	if (r->listener < 0)
		return -1;
	r->load = load_start(load_main, &r);
	if (r->load)
		return 0;
	close(r->listener);
	return -1;
}

void
reception_close(struct reception *r)
{
	load_end(r->load);
	close(r->listener);
}

static int
fail(const struct reception *r, const char *what)
{
	const int error = errno;
	const struct request_log *log = &r->load->log;

	if (*log->reason)
		return workload_fail("%s", log->reason);
	return workload_fail("%s: %s", what, strerror(error));
}

int
reception_lost(const struct reception *r)
{
	return fail(r, "the load was lost before the end");
}

int
reception_accept(struct reception *r)
{
	const struct timeval for_ever = {.tv_sec = 0};
	const int now = 1;
	int fd;

	if (!atomic_load(&r->begun) && !atomic_exchange(&r->begun, true))
		companion_tell(&r->load->companion);
	/* work that the kernel does for a ring of this process interrupts a wait that has a time limit */
	do
		fd = accept4(r->listener, NULL, NULL, SOCK_CLOEXEC);
	while (fd < 0 && (errno == EAGAIN || errno == EINTR) &&
	       !companion_is_over(&r->load->companion));
	if (fd < 0)
		return errno == EAGAIN ? reception_lost(r) : fail(r, "cannot accept a client");
	/* an answer in parts is not held back until the client has acknowledged the first */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &for_ever, sizeof for_ever); /* the listener's */
	return fd;
}
