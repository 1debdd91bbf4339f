/*
 * Waiting for descriptors: poll and ppoll. A signal mask that holds only while
 * one waits cannot be had while others run, so it is put on for a moment again
 * and again.
 */
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runners/seam/waiting.h"

int
poll(struct pollfd *fds, nfds_t count, int milliseconds)
{
	uint64_t patience = milliseconds < 0 ? NEVER : (uint64_t)milliseconds * 1000000;

	if (modelled() && patience)
		return blocking_model->poll(fds, count, deadline_after(patience));
	return WAITING(kernel_poll(fds, count, patience));
}

enum { SIGSET_BYTES = 8, MOMENT_NS = 5000000 };

static int
kernel_ppoll(struct pollfd *fds, nfds_t count, struct timespec patience, const sigset_t *mask)
{
	return (int)syscall(SYS_ppoll, fds, count, &patience, mask, (size_t)SIGSET_BYTES);
}

int
poll_until(struct pollfd *fds, nfds_t count, uint64_t deadline_ns, const sigset_t *mask)
{
	const struct timespec none = {.tv_sec = 0};
	int ready;

	if (!mask)
		return blocking_model->poll(fds, count, deadline_ns);
	while ((ready = kernel_ppoll(fds, count, none, mask)) == 0) {
		uint64_t now = clock_ns();
		uint64_t next = deadline_ns - now < MOMENT_NS ? deadline_ns : now + MOMENT_NS;

		if (now >= deadline_ns || (ready = blocking_model->poll(fds, count, next)) != 0)
			break;
	}
	return ready;
}

int
ppoll(struct pollfd *fds, nfds_t count, const struct timespec *patience, const sigset_t *mask)
{
	struct timespec copy = patience ? *patience : (struct timespec){.tv_sec = 0};
	uint64_t ns = NEVER;

	if (!modelled() || (patience && (!time_valid(patience) || time_ns(patience) == 0)))
		return WAITING((int)syscall(SYS_ppoll,
		                            fds,
		                            count,
		                            patience ? &copy : NULL,
		                            mask,
		                            (size_t)SIGSET_BYTES));
	if (patience)
		ns = time_ns(patience);
	return poll_until(fds, count, deadline_after(ns), mask);
}
