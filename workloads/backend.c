#include "workloads/backend.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "runners/clock.h"
#include "workloads/duration.h"
#include "workloads/listener.h"
#include "workloads/stream.h"
#include "workloads/workload.h"

enum { EVENTS = 64 };

/* a connection; both ends are on this machine, and of this program, so numbers are sent as they lie in memory */
struct asker {
	int fd;
	size_t got; /* bytes of the question */
	uint64_t question, due_ns;
	struct asker *next;
};

/* Down to serve this is the backend's own process. The delay is the same for all, so they are due in the order in
 * which their questions came. */
struct state {
	uint64_t delay_ns;
	int listener, events;
	struct asker *first, **last;
};

static void
welcome(struct state *s)
{
	int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct asker *asker = fd < 0 ? NULL : calloc(1, sizeof *asker);
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = asker};

	if (fd < 0)
		return;
	if (!asker || epoll_ctl(s->events, EPOLL_CTL_ADD, fd, &event) != 0) {
		free(asker);
		close(fd);
		return;
	}
	asker->fd = fd;
} /* NOLINT(clang-analyzer-unix.Malloc): epoll has it */

static void
hear(struct state *s, struct asker *asker)
{
	ssize_t got = recv(asker->fd,
	                   (char *)&asker->question + asker->got,
	                   sizeof asker->question - asker->got,
	                   0);

	if (got < 0 && errno == EAGAIN)
		return;
	if (got > 0 && (asker->got += (size_t)got) < sizeof asker->question)
		return;
	epoll_ctl(s->events, EPOLL_CTL_DEL, asker->fd, NULL);
	if (got <= 0) {
		close(asker->fd);
		free(asker);
		return;
	}
	asker->due_ns = clock_ns() + s->delay_ns;
	*s->last = asker;
	s->last = &asker->next;
}

/* those that are due; nanoseconds until the next one is */
static uint64_t
answer_due(struct state *s)
{
	const uint64_t now_ns = clock_ns();

	while (s->first && s->first->due_ns <= now_ns) {
		struct asker *asker = s->first;
		const uint64_t answer = scramble(asker->question);

		send(asker->fd, &answer, sizeof answer, MSG_NOSIGNAL);
		close(asker->fd);
		s->first = asker->next;
		if (!s->first)
			s->last = &s->first;
		free(asker);
	}
	return s->first ? s->first->due_ns - now_ns : 60 * SECOND;
}

static void
serve(int leash, void *argument)
{
	struct state s = *(const struct state *)argument;
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};

	(void)leash;
	s.last = &s.first;
	s.events = epoll_create1(EPOLL_CLOEXEC);
	if (s.events < 0 || epoll_ctl(s.events, EPOLL_CTL_ADD, s.listener, &event) != 0)
		_exit(1);
	for (;;) {
		const uint64_t ns = answer_due(&s);
		const struct timespec wait = timespec_of(ns);
		struct epoll_event ready[EVENTS];
		int count = epoll_pwait2(s.events, ready, EVENTS, &wait, NULL);

		for (int k = 0; k < count; k++) {
			if (ready[k].data.ptr)
				hear(&s, ready[k].data.ptr);
			else
				welcome(&s);
		}
	}
}

int
backend_start(struct backend *backend, uint64_t delay_ns)
{
	struct state state = {.delay_ns = delay_ns, .listener = listener_open(&backend->address)};
	int status;

	if (state.listener < 0)
		return workload_fail("cannot listen on loopback: %s", strerror(errno));
	backend->delay_ns = delay_ns;
	status = companion_start(&backend->companion, serve, &state);
	close(state.listener);
	return status == 0 ? 0 : workload_fail("cannot start a server: %s", strerror(errno));
}

int
backend_ask(const struct backend *backend, uint64_t question, uint64_t *answer)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ssize_t got = -1;
	int error;

	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&backend->address, sizeof backend->address) == 0 &&
	    stream_send(fd, &question, sizeof question) == 0)
		got = recv(fd, answer, sizeof *answer, MSG_WAITALL);
	error = got >= 0 ? ECONNRESET : errno;
	close(fd);
	errno = error;
	return got == sizeof *answer ? 0 : -1;
}

void
backend_end(const struct backend *backend)
{
	companion_end(&backend->companion);
}
