/*
 * A descriptor is closed while a coroutine waits for it: the waiter is told, whatever gets the
 * number next, and nobody else is disturbed.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runners/loop.h"
#include "tests/listener.h"
#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"

/* fresh for each trial: what is waited for; and a second pair, whose end takes its number */
static int ends[2], pair[2], spare[2], server;
static int error, result;

static void
prepare(void)
{
	struct sockaddr_in address;

	server = listener_internet(&address, 8);
	if (pipe(ends) != 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, spare) != 0)
		perror("# prepare");
	error = 0;
	result = 0;
}

static void
clear(void)
{
	for (int k = 0; k < 2; k++) {
		close(ends[k]);
		close(pair[k]);
		close(spare[k]);
	}
	close(server);
}

static void
note(ssize_t got)
{
	result = (int)got;
	error = got < 0 ? errno : 0;
}

static void
wait_in_read(void)
{
	char c;

	note(read(ends[0], &c, 1));
}

static void
wait_in_recv(void)
{
	char c;

	note(recv(pair[0], &c, 1, 0));
}

static void
wait_in_accept(void)
{
	note(accept(server, NULL, NULL));
}

static void
wait_in_poll(void)
{
	struct pollfd fds[] = {{.fd = ends[0], .events = POLLIN},
	                       {.fd = pair[0], .events = POLLIN}};

	result = poll(fds, 2, -1);
	error = fds[0].revents + 256 * fds[1].revents;
}

static void
close_all(void)
{
	semantics_linger();
	close(ends[0]);
	close(pair[0]);
	close(server);
	semantics_linger();
}

/* what has the number now has something to say, but not to the old waiter */
static void
give_numbers_away(void)
{
	semantics_linger();
	if (write(spare[1], "not for you", 11) != 11)
		perror("# write");
	dup2(spare[0], pair[0]);
	dup3(spare[0], ends[0], 0);
	close(server);
	if (dup(spare[0]) != server)
		printf("# another number\n");
	semantics_linger();
}

struct wait {
	const char *name;
	void (*act)(void);
	int result, error;
};

static const struct wait waits[] = {
	{"read", wait_in_read, -1, EBADF},
	{"recv", wait_in_recv, -1, EBADF},
	{"accept", wait_in_accept, -1, EBADF},
	{"poll", wait_in_poll, 2, POLLNVAL + 256 * POLLNVAL},
};

static void
closed(const struct loop_engine *engine, const struct wait *w)
{
	void (*both[])(void) = {w->act, close_all};

	prepare();
	ok(trial_coroutines(engine, both, 2) == 0 && result == w->result && error == w->error,
	   "%s: %s ends when its descriptor is closed",
	   engine->name,
	   w->name);
	clear();
	prepare();
	both[1] = give_numbers_away;
	ok(trial_coroutines(engine, both, 2) == 0 && result == w->result && error == w->error,
	   "%s: %s ends when its descriptor becomes another",
	   engine->name,
	   w->name);
	if (result != w->result || error != w->error)
		printf("# %d, %s (%d)\n", result, strerror(error), error);
	clear();
}

/* the number goes to and fro between two files, with a waiter each time */
static int rounds_right;

static void
wait_anew(void)
{
	char c = 0;

	for (int k = 0; k < 20; k++) {
		ssize_t got = recv(pair[0], &c, 1, 0);

		rounds_right += k % 2 ? got == 1 && c == 'a' + k : got < 0 && errno == EBADF;
	}
}

static void
close_anew(void)
{
	int keep = dup(pair[0]);

	for (int k = 0; k < 20; k++) {
		char c = (char)('a' + k);

		semantics_linger();
		if (k % 2) {
			if (write(pair[1], &c, 1) != 1)
				perror("# write");
			continue;
		}
		close(pair[0]);
		dup2(keep, pair[0]);
	}
	close(keep);
}

static void
on(const struct loop_engine *engine)
{
	static void (*const both[])(void) = {wait_anew, close_anew};

	for (size_t k = 0; k < sizeof waits / sizeof *waits; k++)
		closed(engine, &waits[k]);
	prepare();
	rounds_right = 0;
	ok(trial_coroutines(engine, both, 2) == 0 && rounds_right == 20,
	   "%s: closed and opened again, twenty times: %d",
	   engine->name,
	   rounds_right);
	clear();
}

int
main(void)
{
	trial_deadline(20);
	trial_loops(on);
	return done_testing();
}
