/*
 * select and pselect, by the model's poll. A set has as many bits as the caller
 * says, which may be more than FD_SETSIZE.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "runners/seam/waiting.h"

enum { SETS = 3, WORD_BITS = 8 * sizeof(unsigned long), FEW = 8 };

/* what makes a descriptor stay in each of the sets: the kernel's own table */
static const short waited_for[SETS] = {POLLIN, POLLOUT, POLLPRI};
static const short counted[SETS] = {
	POLLIN | POLLRDNORM | POLLRDBAND | POLLHUP | POLLERR,
	POLLOUT | POLLWRNORM | POLLWRBAND | POLLERR,
	POLLPRI,
};

/* the words of the three sets, NULL where there is none */
struct sets {
	unsigned long *word[SETS];
	int size; /* descriptors, from 0 */
};

static bool
has(const struct sets *s, int set, int fd)
{
	return s->word[set] && s->word[set][fd / WORD_BITS] >> fd % WORD_BITS & 1;
}

static short
events_of(const struct sets *s, int fd)
{
	short events = 0;

	for (int set = 0; set < SETS; set++)
		if (has(s, set, fd))
			events = (short)(events | waited_for[set]);
	return events;
}

/* list what is in the sets, if there is where to; the number */
static nfds_t
list(const struct sets *s, struct pollfd *fds)
{
	nfds_t count = 0;

	for (int fd = 0; fd < s->size; fd++) {
		short events = events_of(s, fd);

		if (events && fds)
			fds[count] = (struct pollfd){.fd = fd, .events = events};
		count += events != 0;
	}
	return count;
}

/* leave in the sets what is ready; the number of bits, or -1 */
static int
unlist(struct sets *s, const struct pollfd *fds, nfds_t count)
{
	int bits = 0;

	for (nfds_t k = 0; k < count; k++)
		if (fds[k].revents & POLLNVAL) {
			errno = EBADF;
			return -1;
		}
	for (nfds_t k = 0; k < count; k++)
		for (int set = 0; set < SETS; set++) {
			int fd = fds[k].fd;

			if (!has(s, set, fd))
				continue;
			if (fds[k].revents & counted[set])
				bits++;
			else
				s->word[set][fd / WORD_BITS] &= ~(1UL << fd % WORD_BITS);
		}
	return bits;
}

static int
select_until(struct sets *s, uint64_t deadline, const sigset_t *mask)
{
	struct pollfd few[FEW];
	nfds_t count = list(s, NULL);
	struct pollfd *fds = count <= FEW ? few : calloc(count, sizeof *fds);
	int status;

	if (!fds)
		return -1;
	list(s, fds);
	status = poll_until(fds, count, deadline, mask);
	if (status >= 0)
		status = unlist(s, fds, count);
	if (fds != few)
		free(fds);
	return status;
}

static int
kernel_select(int size, fd_set *in, fd_set *out, fd_set *except, struct timespec *patience,
              const sigset_t *mask)
{
	struct {
		const sigset_t *mask;
		size_t size;
	} signals = {mask, 8};

	return WAITING((int)syscall(
		SYS_pselect6, size, in, out, except, patience, mask ? &signals : NULL));
}

/* as pselect, but the time that is left comes back in patience */
static int
select_for(int size, fd_set *in, fd_set *out, fd_set *except, struct timespec *patience,
           const sigset_t *mask)
{
	/* the sets may be longer than the type says, so they are seen as words */
	struct sets s = {.word = {(void *)in, (void *)out, (void *)except}, .size = size};
	uint64_t deadline;
	uint64_t now;
	int status;

	if (!modelled() || size < 0 ||
	    (patience && (!time_valid(patience) || time_ns(patience) == 0)))
		return kernel_select(size, in, out, except, patience, mask);
	deadline = deadline_after(patience ? time_ns(patience) : NEVER);
	status = select_until(&s, deadline, mask);
	now = clock_ns();
	if (patience)
		*patience = now < deadline
		                    ? (struct timespec){(time_t)((deadline - now) / 1000000000),
		                                        (long)((deadline - now) % 1000000000)}
		                    : (struct timespec){.tv_sec = 0};
	return status;
}

int
select(int size, fd_set *in, fd_set *out, fd_set *except, struct timeval *patience)
{
	struct timespec left;
	int status;

	if (!patience)
		return select_for(size, in, out, except, NULL, NULL);
	if (patience->tv_sec < 0 || patience->tv_usec < 0) {
		errno = EINVAL;
		return -1;
	}
	/* more than a million microseconds are no error here */
	left = (struct timespec){.tv_sec = patience->tv_sec + patience->tv_usec / 1000000,
	                         .tv_nsec = patience->tv_usec % 1000000 * 1000};
	status = select_for(size, in, out, except, &left, NULL);
	*patience = (struct timeval){.tv_sec = left.tv_sec, .tv_usec = left.tv_nsec / 1000};
	return status;
}

int
pselect(int size, fd_set *in, fd_set *out, fd_set *except, const struct timespec *patience,
        const sigset_t *mask)
{
	struct timespec left = patience ? *patience : (struct timespec){.tv_sec = 0};

	return select_for(size, in, out, except, patience ? &left : NULL, mask);
}
