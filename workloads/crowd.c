#include "workloads/crowd.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "runners/clock.h"
#include "workloads/duration.h"
#include "workloads/listener.h"
#include "workloads/request_log.h"
#include "workloads/workload.h"

/* Messages are windows of one text, which begin at different letters, so that one is not taken for another. */
enum { SPAN = 8192, LETTERS = 26, EVENTS = 256 };

#define PATIENCE_NS (60 * SECOND)

struct client {
	int fd;                  /* 0: not yet connected; -1: gone */
	uint64_t due;            /* messages */
	uint64_t sent, received; /* bytes */
};

struct state {
	const struct crowd *crowd;
	struct request_log *log;
	struct crowd_report *report;
	struct client *client;
	int events;
	uint64_t begin_ns, heard_ns;
	uint64_t turns;   /* how many messages have been due, of all */
	size_t connected; /* who has been; clients connect in their order */
	size_t unserved;  /* of those, who has no answer */
	size_t served, gone;
	size_t queue; /* so many may be unserved, or the kernel turns connections away for a second */
	char lower[SPAN + CROWD_BYTES], upper[SPAN + CROWD_BYTES];
};

static int
connect_client(struct state *s, struct client *c)
{
	const int now = 1;
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (c->fd >= 0 && setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now) == 0 &&
	    (connect(c->fd, (const struct sockaddr *)&s->crowd->server, sizeof s->crowd->server) ==
	             0 ||
	     errno == EINPROGRESS) &&
	    epoll_ctl(s->events, EPOLL_CTL_ADD, c->fd, &event) == 0)
		return 0;
	return request_log_distrust(
		s->log, "client %td cannot connect: %s", c - s->client, strerror(errno));
}

static size_t
letter_of(const struct state *s, const struct client *c, uint64_t byte)
{
	uint64_t number = (uint64_t)(c - s->client) * s->crowd->messages + byte / s->crowd->bytes;

	return number % SPAN + byte % s->crowd->bytes;
}

static int
lose(struct state *s, const struct client *c)
{
	return request_log_distrust(s->log,
	                            "client %td was left after %llu of %llu answers: %s",
	                            c - s->client,
	                            (unsigned long long)(c->received / s->crowd->bytes),
	                            (unsigned long long)s->crowd->messages,
	                            strerror(errno));
}

/* the message that is due, or the rest of it, unless the one before it still waits for its answer */
static int
send_due(struct state *s, struct client *c)
{
	const uint64_t bytes = s->crowd->bytes;

	while (c->sent < c->due * bytes && c->sent < c->received - c->received % bytes + bytes) {
		ssize_t sent = send(c->fd,
		                    s->lower + letter_of(s, c, c->sent),
		                    bytes - c->sent % bytes,
		                    MSG_DONTWAIT | MSG_NOSIGNAL);

		if (sent < 0)
			return errno == EAGAIN ? 0 : lose(s, c);
		c->sent += (uint64_t)sent;
	}
	return 0;
}

/* those whose turn has come, as far as the server's queue has room for them */
static int
connect_due(struct state *s)
{
	while (s->connected < s->crowd->clients && s->client[s->connected].due > 0 &&
	       s->unserved < s->queue) {
		struct client *c = &s->client[s->connected++];

		s->unserved++;
		if (connect_client(s, c) != 0 || send_due(s, c) != 0)
			return -1;
	}
	return 0;
}

static uint64_t
due_ns(const struct state *s, size_t client, uint64_t message)
{
	const struct crowd *crowd = s->crowd;

	return s->begin_ns + message * crowd->every_ns + client * crowd->every_ns / crowd->clients;
}

/* all turns until now; the next one's time */
static int
take_turns(struct state *s, uint64_t *next_ns)
{
	const size_t clients = s->crowd->clients;
	const uint64_t now_ns = clock_ns();

	*next_ns = UINT64_MAX;
	for (; s->turns < clients * s->crowd->messages; s->turns++) {
		struct client *c = &s->client[s->turns % clients];

		*next_ns = due_ns(s, s->turns % clients, s->turns / clients);
		if (*next_ns > now_ns)
			break;
		c->due++;
		if ((c->fd > 0 && send_due(s, c) != 0) || connect_due(s) != 0)
			return -1;
	}
	return 0;
}

static int
note_answer(struct state *s, struct client *c, uint64_t now_ns)
{
	const struct crowd *crowd = s->crowd;
	uint64_t number = c->received / crowd->bytes - 1;

	s->report->answered++;
	request_answered(s->log, now_ns - due_ns(s, (size_t)(c - s->client), number));
	if (number == 0) {
		s->unserved--;
		s->report->starved +=
			now_ns > s->begin_ns + (crowd->messages - 1) * crowd->every_ns;
		if (++s->served > s->report->served_at_once)
			s->report->served_at_once = s->served;
	}
	if (number + 1 < crowd->messages)
		return send_due(s, c) != 0 ? -1 : connect_due(s);
	s->served--;
	s->gone++;
	close(c->fd);
	c->fd = -1;
	return connect_due(s);
}

/* these bytes came: a message that is complete with them has been answered by now */
static int
take(struct state *s, struct client *c, const char *bytes, size_t count)
{
	const size_t at = letter_of(s, c, c->received);

	s->heard_ns = clock_ns();
	if (c->received + count > c->sent || memcmp(bytes, s->upper + at, count) != 0)
		return request_log_distrust(s->log,
		                            "the answer to message %llu of client %td is not "
		                            "what was sent, in upper case",
		                            (unsigned long long)(c->received / s->crowd->bytes),
		                            c - s->client);
	c->received += count;
	return c->received % s->crowd->bytes ? 0 : note_answer(s, c, s->heard_ns);
}

static int
receive(struct state *s, struct client *c)
{
	char bytes[CROWD_BYTES + 1];
	ssize_t count = recv(c->fd, bytes, sizeof bytes, MSG_DONTWAIT);

	if (count > 0)
		return take(s, c, bytes, (size_t)count);
	if (count < 0 && errno == EAGAIN)
		return 0;
	errno = count < 0 ? errno : ECONNRESET;
	return lose(s, c);
}

static int
await(struct state *s, uint64_t next_ns)
{
	struct epoll_event event[EVENTS];
	uint64_t now_ns = clock_ns();
	uint64_t wait_ns = next_ns > now_ns ? next_ns - now_ns : 0;
	struct timespec patience;
	int count;

	if (wait_ns > PATIENCE_NS)
		wait_ns = PATIENCE_NS;
	patience = timespec_of(wait_ns);
	count = epoll_pwait2(s->events, event, EVENTS, &patience, NULL);
	if (count == 0 && clock_ns() - s->heard_ns > PATIENCE_NS)
		return request_log_distrust(s->log, "no client was answered for a minute");
	for (int k = 0; k < count; k++) {
		struct client *c = event[k].data.ptr;

		if (!c)
			return request_log_distrust(s->log,
			                            "the last task ended after %zu of %zu clients",
			                            s->gone,
			                            s->crowd->clients);
		if (c->fd > 0 && (send_due(s, c) != 0 || receive(s, c) != 0))
			return -1;
	}
	return 0;
}

static int
serve_all(struct state *s)
{
	uint64_t next_ns = 0;

	s->begin_ns = s->heard_ns = clock_ns();
	while (s->gone < s->crowd->clients)
		if (take_turns(s, &next_ns) != 0 || await(s, next_ns) != 0)
			return -1;
	s->log->measured_ns = clock_ns() - s->begin_ns;
	return 0;
}

static void
write_text(struct state *s)
{
	for (size_t k = 0; k < sizeof s->lower; k++) {
		s->lower[k] = (char)('a' + scramble(k) % LETTERS);
		s->upper[k] = (char)(s->lower[k] - 'a' + 'A');
	}
}

int
crowd_come(const struct crowd *crowd, int leash, struct request_log *log,
           struct crowd_report *report)
{
	struct epoll_event parting = {.events = EPOLLIN | EPOLLET, .data.ptr = NULL};
	struct state *s = calloc(1, sizeof *s);
	struct client *clients = calloc(crowd->clients, sizeof *clients);
	int events = epoll_create1(EPOLL_CLOEXEC);
	int status = -1;

	if (s && clients && events >= 0 && epoll_ctl(events, EPOLL_CTL_ADD, leash, &parting) == 0) {
		*s = (struct state){.crowd = crowd,
		                    .log = log,
		                    .report = report,
		                    .client = clients,
		                    .events = events,
		                    .queue = listener_queue()};
		write_text(s);
		status = serve_all(s);
		for (size_t k = 0; k < crowd->clients; k++)
			if (clients[k].fd > 0)
				close(clients[k].fd);
	} else {
		request_log_distrust(log, "the load cannot start: %s", strerror(errno));
	}
	if (events >= 0)
		close(events);
	free(clients);
	free(s);
	return status;
}
