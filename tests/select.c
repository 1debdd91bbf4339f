/*
 * select, pselect and ppoll through the seam: the same answers in a coroutine as in a thread.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"

int __ppoll_chk(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *, size_t);

/* fresh for each call */
static int ends[2], other[2];
static fd_set in, out;

static void
prepare(void)
{
	if (pipe2(ends, O_CLOEXEC) != 0 || pipe2(other, O_CLOEXEC) != 0)
		perror("# pipe");
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_SET(ends[0], &in);
	FD_SET(other[0], &in);
}

static void
clear(void)
{
	for (int k = 0; k < 2; k++) {
		close(ends[k]);
		close(other[k]);
	}
}

static void
peer_writes(void)
{
	semantics_linger();
	if (write(ends[1], "x", 1) != 1)
		perror("# write");
}

static int
bits(void)
{
	return FD_ISSET(ends[0], &in) + 2 * FD_ISSET(other[0], &in) + 4 * FD_ISSET(ends[1], &out) +
	       8 * FD_ISSET(other[1], &out);
}

static void
for_ever(struct answer *a)
{
	ANSWER(a, select(FD_SETSIZE, &in, NULL, NULL, NULL));
	a->digest = (uint64_t)bits();
}

static void
all_three(struct answer *a)
{
	fd_set except = in;

	FD_SET(ends[1], &out);
	FD_SET(other[1], &out);
	ANSWER(a, select(FD_SETSIZE, &in, &out, &except, NULL));
	a->digest = (uint64_t)bits();
}

/* and what is left of it is none */
static void
time_out(struct answer *a)
{
	struct timeval patience = {.tv_usec = 5000};

	ANSWER(a, select(FD_SETSIZE, &in, NULL, NULL, &patience));
	a->digest = (uint64_t)bits() + (uint64_t)patience.tv_usec * 100;
}

static void
time_left(struct answer *a)
{
	struct timeval patience = {.tv_sec = 100};

	ANSWER(a, select(FD_SETSIZE, &in, NULL, NULL, &patience));
	a->digest = (uint64_t)bits() + (patience.tv_sec < 100 && patience.tv_sec > 80 ? 100 : 0);
}

static void
no_patience(struct answer *a)
{
	struct timeval none = {.tv_sec = 0};

	FD_SET(ends[1], &out);
	ANSWER(a, select(FD_SETSIZE, &in, &out, NULL, &none));
	a->digest = (uint64_t)bits();
}

static void
mere_sleep(struct answer *a)
{
	struct timeval moment = {.tv_usec = 3000};

	ANSWER(a, select(0, NULL, NULL, NULL, &moment));
}

static void
closed(struct answer *a)
{
	int gone = dup(ends[0]);

	FD_SET(gone, &in);
	close(gone);
	ANSWER(a, select(FD_SETSIZE, &in, NULL, NULL, NULL));
}

static void
wrong(struct answer *a)
{
	struct timeval negative = {.tv_sec = -1};

	ANSWER(a, select(-1, &in, NULL, NULL, NULL));
	a->digest = select(FD_SETSIZE, &in, NULL, NULL, &negative) < 0 ? (uint64_t)errno : 0;
}

/* a set is as long as its caller says */
static void
beyond(struct answer *a)
{
	enum { WORDS = 4096 / 64 };
	unsigned long words[WORDS] = {0};
	int high = fcntl(ends[0], F_DUPFD_CLOEXEC, 2000);

	if (high < 0) {
		perror("# F_DUPFD");
		return;
	}
	words[high / 64] |= 1UL << high % 64;
	ANSWER(a, select(high + 1, (void *)words, NULL, NULL, NULL));
	a->digest = words[high / 64] >> high % 64;
	close(high);
}

static void
with_mask(struct answer *a)
{
	const struct timespec patience = {.tv_sec = 60};
	sigset_t mask;

	sigemptyset(&mask);
	ANSWER(a, pselect(FD_SETSIZE, &in, NULL, NULL, &patience, &mask));
	a->digest = (uint64_t)bits() + (uint64_t)patience.tv_sec;
}

static volatile sig_atomic_t signals;

static void
count(int number)
{
	(void)number;
	signals++;
}

/* a signal that is blocked but for the time of the wait ends it, whenever it comes */
static void
signalled(struct answer *a, int call(const sigset_t *))
{
	struct sigaction action = {.sa_handler = count};
	sigset_t mask, before;

	signals = 0;
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	sigaction(SIGUSR1, &action, NULL);
	pthread_sigmask(SIG_BLOCK, &mask, &before);
	sigdelset(&before, SIGUSR1);
	raise(SIGUSR1);
	ANSWER(a, call(&before));
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	a->digest = (uint64_t)signals;
}

static int
call_pselect(const sigset_t *mask)
{
	return pselect(FD_SETSIZE, &in, NULL, NULL, NULL, mask);
}

static int
call_ppoll(const sigset_t *mask)
{
	struct pollfd one = {.fd = ends[0], .events = POLLIN};

	return ppoll(&one, 1, NULL, mask);
}

static void
signalled_pselect(struct answer *a)
{
	signalled(a, call_pselect);
}

static void
signalled_ppoll(struct answer *a)
{
	signalled(a, call_ppoll);
}

static void
ppoll_waits(struct answer *a)
{
	struct pollfd fds[] = {{.fd = other[0], .events = POLLIN},
	                       {.fd = ends[0], .events = POLLIN}};
	const struct timespec patience = {.tv_sec = 60};

	ANSWER(a, ppoll(fds, 2, &patience, NULL));
	a->digest = (uint64_t)fds[0].revents + 100 * (uint64_t)fds[1].revents;
}

static void
ppoll_times_out(struct answer *a)
{
	struct pollfd one = {.fd = ends[0], .events = POLLIN};
	const struct timespec moment = {.tv_nsec = 3000000}, wrong_time = {.tv_nsec = -1};
	sigset_t mask;

	sigemptyset(&mask);
	ANSWER(a, ppoll(&one, 1, &moment, NULL) + ppoll(&one, 1, &moment, &mask));
	a->digest = ppoll(&one, 1, &wrong_time, NULL) < 0 ? (uint64_t)errno : 0;
}

static void
fortified(struct answer *a)
{
	struct pollfd one = {.fd = ends[0], .events = POLLIN};

	ANSWER(a, __ppoll_chk(&one, 1, NULL, NULL, sizeof one));
}

static const struct semantics calls[] = {
	{"select for ever", for_ever, peer_writes},
	{"select of all three sets", all_three, peer_writes},
	{"select that times out", time_out, NULL},
	{"select says how much time is left", time_left, peer_writes},
	{"select without patience", no_patience, NULL},
	{"select as a sleep", mere_sleep, NULL},
	{"select of a closed descriptor", closed, NULL},
	{"select with wrong arguments", wrong, NULL},
	{"select beyond FD_SETSIZE", beyond, peer_writes},
	{"pselect with a signal mask", with_mask, peer_writes},
	{"pselect, and a signal that may come only then", signalled_pselect, NULL},
	{"ppoll, and a signal that may come only then", signalled_ppoll, NULL},
	{"ppoll waits", ppoll_waits, peer_writes},
	{"ppoll that times out", ppoll_times_out, NULL},
	{"ppoll as fortified libraries call it", fortified, peer_writes},
};

int
main(void)
{
	const struct rlimit room = {.rlim_cur = 4096, .rlim_max = 4096};

	trial_deadline(20);
	setrlimit(RLIMIT_NOFILE, &room);
	semantics_compare(calls, sizeof calls / sizeof *calls, prepare, clear);
	return done_testing();
}
