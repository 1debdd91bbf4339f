/*
 * poll through the seam: the same answers in a coroutine as in a thread.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/descriptor.h"
#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"

int __poll_chk(struct pollfd *, nfds_t, int, size_t);

/* fresh for each call: three pipes and a regular file */
static int ends[3][2], file;

static void
prepare(void)
{
	for (int k = 0; k < 3; k++)
		if (pipe2(ends[k], O_CLOEXEC) != 0)
			perror("# pipe");
	file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
}

static void
clear(void)
{
	for (int k = 0; k < 3; k++) {
		close(ends[k][0]);
		if (ends[k][1] >= 0)
			close(ends[k][1]);
	}
	close(file);
}

static void
peer_writes(void)
{
	semantics_linger();
	if (write(ends[2][1], "third", 5) != 5)
		perror("# write");
}

static void
peer_closes(void)
{
	semantics_linger();
	close(ends[2][1]);
	ends[2][1] = -1;
}

static void
peer_drains(void)
{
	char some[4096];

	semantics_linger();
	for (int left = 65536; left > 0; left -= 4096)
		if (read(ends[2][0], some, sizeof some) < 0)
			perror("# read");
}

static void
poll_these(struct answer *a, struct pollfd *fds, nfds_t count, int milliseconds)
{
	ANSWER(a, poll(fds, count, milliseconds));
	for (nfds_t k = 0; k < count; k++)
		answer_digest(a, &fds[k].revents, sizeof fds[k].revents);
}

static struct pollfd
reading(int pipe)
{
	return (struct pollfd){.fd = ends[pipe][0], .events = POLLIN, .revents = -1};
}

static void
no_patience(struct answer *a)
{
	struct pollfd fds[] = {reading(0), reading(1)};

	poll_these(a, fds, 2, 0);
}

static void
time_out(struct answer *a)
{
	struct pollfd fds[] = {reading(0), {.fd = -7, .events = POLLIN, .revents = -1}};

	poll_these(a, fds, 2, 5);
}

static void
nothing(struct answer *a)
{
	ANSWER(a, poll(NULL, 0, 0) + poll(NULL, 0, 3));
}

static void
third(struct answer *a)
{
	struct pollfd fds[] = {reading(0), reading(1), reading(2)};

	poll_these(a, fds, 3, 60000);
}

static void
duplicates(struct answer *a)
{
	struct pollfd fds[] = {
		reading(2), reading(2), reading(0), reading(2), reading(1), reading(2)};

	poll_these(a, fds, 6, -5);
}

static void
closed(struct answer *a)
{
	struct pollfd fds[] = {{.fd = 9999, .events = POLLIN}, reading(0)};

	poll_these(a, fds, 2, -1);
}

static void
space(struct answer *a)
{
	struct pollfd fds[] = {{.fd = ends[2][1], .events = POLLOUT}};
	static const char full[65536];

	if (write(ends[2][1], full, sizeof full) != (ssize_t)sizeof full)
		perror("# write");
	poll_these(a, fds, 1, -1);
}

static void
regular(struct answer *a)
{
	struct pollfd fds[] = {reading(0), {.fd = file, .events = POLLIN}};

	poll_these(a, fds, 2, -1);
}

/* epoll refuses regular files; that must not hold up the peer */
static void
in_vain(struct answer *a)
{
	struct pollfd fds[] = {{.fd = file, .events = POLLPRI}, reading(2)};

	poll_these(a, fds, 2, -1);
}

/* to wait takes no descriptor of its own */
static void
no_descriptor_left(struct answer *a)
{
	struct pollfd fds[] = {reading(2)};

	descriptors_limit(1);
	poll_these(a, fds, 1, -1);
	descriptors_allow();
}

static void
bad_address(struct answer *a)
{
	void *nowhere = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ANSWER(a, poll(nowhere, 1, -1));
	munmap(nowhere, 4096);
}

static void
too_many(struct answer *a)
{
	struct pollfd *fds = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	volatile nfds_t count = (unsigned)-1;

	ANSWER(a, poll(fds, count, -1));
	munmap(fds, 4096);
}

static void
fortified(struct answer *a)
{
	struct pollfd one = reading(2);

	ANSWER(a, __poll_chk(&one, 1, -1, sizeof one));
}

static void
keeps_errno(struct answer *a)
{
	struct pollfd one = reading(2);

	errno = ENOTTY;
	poll(&one, 1, -1);
	a->result = errno;
}

static const struct semantics calls[] = {
	{"poll without patience", no_patience, NULL},
	{"poll that times out, and leaves negative descriptors alone", time_out, NULL},
	{"poll of nothing", nothing, NULL},
	{"poll of three, the third gets something", third, peer_writes},
	{"poll of six, with duplicates", duplicates, peer_writes},
	{"poll of a closed descriptor", closed, NULL},
	{"poll when the writer hangs up", third, peer_closes},
	{"poll for space in a full pipe", space, peer_drains},
	{"poll of a regular file", regular, NULL},
	{"poll of a regular file for what never comes", in_vain, peer_writes},
	{"poll where no more descriptors may be opened", no_descriptor_left, peer_writes},
	{"poll at a bad address", bad_address, NULL},
	{"poll of too many", too_many, NULL},
	{"poll as fortified libraries call it", fortified, peer_writes},
	{"poll keeps errno", keeps_errno, peer_writes},
};

int
main(void)
{
	trial_deadline(20);
	semantics_compare(calls, sizeof calls / sizeof *calls, prepare, clear);
	return done_testing();
}
