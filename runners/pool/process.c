/*
 * Workers that are processes. For each there is a thread of the caller's, which forks
 * it, hands it what it takes from the queue, and waits for the answer, or for its end:
 * so nobody else forks, watches or reaps it.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/park.h"
#include "runners/pool/crew.h"
#include "runners/runner.h"
#include "runners/thread.h"

enum { NOT_YET, FORKED, FAILED };

struct hand {
	struct worker *worker;
	pthread_t thread;
	_Atomic uint32_t state;
	int error; /* if it failed: errno */
	pid_t pid;
	int fd;    /* a socket to it, which keeps messages apart */
	int pidfd; /* tells of its end: the socket may be open elsewhere, and does not */
};

struct order {
	pool_function *function;
	_Alignas(max_align_t) unsigned char argument[POOL_ARGUMENT_MAX];
};

struct answer {
	uint64_t result;
	int error;
};

/* In the process. */

static _Noreturn void
serve(int fd)
{
	struct order order;

	while (recv(fd, &order, sizeof order, 0) == sizeof order) {
		struct answer answer = {0};

		errno = 0;
		if (order.function(order.argument, &answer.result) != 0)
			answer.error = errno ? errno : EPROTO;
		if (send(fd, &answer, sizeof answer, MSG_NOSIGNAL) != sizeof answer)
			break;
	}
	_exit(0);
}

/* In its thread. */

/* wait for its end */
static void
reap(struct hand *h)
{
	while (waitpid(h->pid, NULL, 0) < 0 && errno == EINTR)
		;
	close(h->fd);
	if (h->pidfd >= 0)
		close(h->pidfd);
	h->pid = 0;
}

static int
fork_process(struct hand *h)
{
	const pid_t parent = getpid();
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return -1;
	h->pid = fork();
	if (h->pid == 0) {
		/* it must not outlive its thread, and so not the caller */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
		close(pair[0]);
		serve(pair[1]);
	}
	close(pair[1]);
	h->fd = pair[0];
	if (h->pid < 0) {
		close(h->fd);
		return -1;
	}
	h->pidfd = (int)syscall(SYS_pidfd_open, h->pid, 0);
	if (h->pidfd >= 0)
		return 0;
	h->error = errno;
	kill(h->pid, SIGKILL);
	reap(h);
	errno = h->error;
	return -1;
}

/* 0 if there is an answer, -1 if there will be none. One that has died may have given it before */
static int
await_answer(const struct hand *h, struct answer *answer)
{
	struct pollfd fds[] = {{.fd = h->fd, .events = POLLIN}, {.fd = h->pidfd, .events = POLLIN}};

	while (poll(fds, 2, -1) < 0 && errno == EINTR)
		;
	return recv(h->fd, answer, sizeof *answer, MSG_DONTWAIT) == sizeof *answer ? 0 : -1;
}

static int
perform(struct worker *w, pool_function *function, const void *argument, uint64_t *result)
{
	struct hand *h = w->own;
	struct order order = {.function = function};
	struct answer answer;

	memcpy(order.argument, argument, sizeof order.argument);
	if (send(h->fd, &order, sizeof order, MSG_NOSIGNAL) != sizeof order ||
	    await_answer(h, &answer) != 0) {
		kill(h->pid, SIGKILL);
		reap(h);
		w->died = true;
		return -1;
	}
	*result = answer.result;
	errno = answer.error;
	return answer.error ? -1 : 0;
}

static void *
attend(void *argument)
{
	struct hand *h = argument;
	const bool forked = fork_process(h) == 0;

	h->error = forked ? 0 : errno;
	atomic_store(&h->state, forked ? FORKED : FAILED);
	wake(&h->state, 1);
	if (!forked)
		return NULL;
	pool_work(h->worker);
	if (h->pid) {
		shutdown(h->fd, SHUT_RDWR);
		reap(h);
	}
	return NULL;
}

/* The crew's. */

static int
start(struct worker *w, size_t stack_bytes)
{
	struct hand *h = calloc(1, sizeof *h);
	int error;

	if (!h)
		return -1;
	h->worker = w;
	w->own = h;
	if (thread_create(&h->thread, stack_bytes, attend, h) == 0) {
		while (atomic_load(&h->state) == NOT_YET)
			(void)park(&h->state, NOT_YET, UINT64_MAX);
		if (h->state == FORKED)
			return 0;
		thread_join(h->thread);
		errno = h->error;
	}
	error = errno;
	free(h);
	errno = error;
	return -1;
}

static void
join(struct worker *w)
{
	struct hand *h = w->own;

	thread_join(h->thread);
	free(h);
}

const struct crew crew_process = {
	.name = "processes",
	.calls_by_turns = true,
	.start = start,
	.join = join,
	.perform = perform,
};
