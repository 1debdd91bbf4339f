#include "workloads/conversation.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "runners/clock.h"
#include "workloads/duration.h"
#include "workloads/request_log.h"
#include "workloads/workload.h"

/* Requests on their way at once: enough to keep any server busy, few enough to be answered soon after the
 * end. What is due and not sent waits here, and its clock runs. */
enum { WINDOW = 1024 };

/* for whom has nothing else to do than to answer */
enum { PATIENCE_MS = 10000 };

/* where a conversation stands; the answers are a stream as the requests are */
struct state {
	const struct conversation *c;
	struct request_log *log;
	uint64_t sent_bytes, received_bytes;
	uint64_t asked_ns; /* in a closed loop: when the last request was sent */
	bool full;         /* the connection takes no more for now */
};

/* whether the other end's leaving shows as an end or as an error is a matter of what it had not read */
static int
give_up_lost(struct state *s)
{
	return request_log_distrust(s->log, "who answers requests went away: %s", strerror(errno));
}

static uint64_t
due_ns(const struct state *s, uint64_t number)
{
	if (!s->c->per_s)
		return s->asked_ns;
	return s->c->begin_ns + number * UINT64_C(1000000000) / s->c->per_s;
}

/* no two are alike, so that one answer is not taken for another */
static void
request_write(unsigned char bytes[REQUEST_BYTES], uint64_t number)
{
	const uint64_t words[] = {scramble(2 * number), scramble(2 * number + 1)};

	_Static_assert(sizeof words == REQUEST_BYTES, "");
	memcpy(bytes, words, REQUEST_BYTES);
}

/* whether a request, or the rest of one, shall be sent now */
static bool
is_due(const struct state *s, uint64_t now_ns)
{
	uint64_t sent = s->sent_bytes / REQUEST_BYTES;
	uint64_t received = s->received_bytes / REQUEST_BYTES;

	if (s->sent_bytes % REQUEST_BYTES)
		return true;
	if (!s->c->per_s)
		return sent == received;
	return sent < received + WINDOW && due_ns(s, sent) <= now_ns;
}

static int
send_due(struct state *s, uint64_t now_ns)
{
	s->full = false;
	while (!s->full && is_due(s, now_ns)) {
		unsigned char bytes[REQUEST_BYTES];
		size_t from = s->sent_bytes % REQUEST_BYTES;
		ssize_t sent;

		request_write(bytes, s->sent_bytes / REQUEST_BYTES);
		if (from == 0)
			s->asked_ns = now_ns;
		sent = send(
			s->c->fd, bytes + from, REQUEST_BYTES - from, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (sent < 0 && errno != EAGAIN)
			return give_up_lost(s);
		s->full = sent < 0;
		s->sent_bytes += sent > 0 ? (size_t)sent : 0;
	}
	return 0;
}

/* these bytes came; the requests that are complete with them have been answered by now */
static int
take(struct state *s, const unsigned char *bytes, size_t count, uint64_t now_ns)
{
	for (size_t k = 0; k < count; k++) {
		uint64_t number = s->received_bytes / REQUEST_BYTES;
		unsigned char expected[REQUEST_BYTES];

		request_write(expected, number);
		if (s->received_bytes == s->sent_bytes ||
		    bytes[k] != expected[s->received_bytes % REQUEST_BYTES])
			return request_log_distrust(
				s->log,
				"the answer to request %llu is not what was sent",
				(unsigned long long)number);
		if (++s->received_bytes % REQUEST_BYTES == 0 && now_ns < s->c->end_ns)
			request_answered(s->log, now_ns - due_ns(s, number));
	}
	return 0;
}

/* 1: something came, or may come; 0: the other end has closed; -1: it cannot go on */
static int
receive(struct state *s)
{
	unsigned char bytes[WINDOW * REQUEST_BYTES];
	ssize_t count = recv(s->c->fd, bytes, sizeof bytes, MSG_DONTWAIT);

	if (count < 0)
		return errno == EAGAIN ? 1 : give_up_lost(s);
	if (count > 0 && take(s, bytes, (size_t)count, clock_ns()) != 0)
		return -1;
	return count > 0;
}

static bool
await(const struct state *s, uint64_t now_ns)
{
	struct pollfd ready = {.fd = s->c->fd, .events = s->full ? POLLIN | POLLOUT : POLLIN};
	uint64_t until_ns = s->c->end_ns;
	uint64_t sent = s->sent_bytes / REQUEST_BYTES;
	struct timespec patience;

	if (s->c->per_s && due_ns(s, sent) > now_ns && due_ns(s, sent) < until_ns)
		until_ns = due_ns(s, sent);
	patience = timespec_of(until_ns - now_ns);
	return ppoll(&ready, 1, &patience, NULL) > 0 &&
	       ready.revents & (POLLIN | POLLHUP | POLLERR);
}

static int
make_requests(struct state *s)
{
	uint64_t now_ns;

	/* The first is due at the beginning, and sent even if hogs kept us from it until the end: or a run in which
	 * nobody was answered would show no request at all. */
	if (send_due(s, s->c->begin_ns) != 0)
		return -1;
	while ((now_ns = clock_ns()) < s->c->end_ns) {
		int going = send_due(s, now_ns) == 0 ? 1 : -1;

		if (going > 0 && await(s, now_ns))
			going = receive(s);
		if (going == 0)
			return request_log_distrust(
				s->log, "who answers requests went away before the end");
		if (going < 0)
			return -1;
	}
	return 0;
}

/* those that were due, sent or not */
static void
note_unanswered(struct state *s)
{
	uint64_t sent = s->sent_bytes / REQUEST_BYTES;

	for (uint64_t k = s->log->answered; s->c->per_s ? due_ns(s, k) < s->c->end_ns : k < sent;
	     k++)
		request_unanswered(s->log, s->c->end_ns - due_ns(s, k));
}

static int
finish(struct state *s)
{
	struct pollfd ready = {.fd = s->c->fd, .events = POLLIN};
	int going = 1;

	shutdown(s->c->fd, SHUT_WR);
	while (going > 0) {
		if (poll(&ready, 1, PATIENCE_MS) == 0)
			return request_log_distrust(
				s->log,
				"who answers requests was not heard of for %d s after the "
				"end",
				PATIENCE_MS / 1000);
		going = receive(s);
	}
	if (going == 0 && s->received_bytes < s->sent_bytes)
		return request_log_distrust(
			s->log,
			"%llu requests were never answered",
			(unsigned long long)(s->sent_bytes / REQUEST_BYTES -
		                             s->received_bytes / REQUEST_BYTES));
	return going;
}

int
conversation_hold(const struct conversation *c, struct request_log *log)
{
	struct state s = {.c = c, .log = log};

	log->measured_ns = c->end_ns - c->begin_ns;
	if (make_requests(&s) != 0)
		return -1;
	note_unanswered(&s);
	return finish(&s);
}
