/*
 * What waits for a pipe holds up nobody.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/select.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/cargo.h"
#include "tests/hold.h"
#include "tests/tap.h"
#include "tests/trial.h"

/* fresh for each call: one with nothing in it, and one that is full */
static int ends[2], full[2];

static void
prepare(void)
{
	if (pipe2(ends, O_CLOEXEC) != 0 || pipe2(full, O_CLOEXEC) != 0)
		perror("# pipe");
	cargo_fill(full[1]);
}

static void
clear(void)
{
	for (int k = 0; k < 2; k++) {
		close(ends[k]);
		close(full[k]);
	}
}

static void
write_one(void)
{
	if (write(ends[1], "x", 1) != 1)
		perror("# write");
}

static void
drain(void)
{
	cargo_drain(full[0]);
}

static bool
call_poll(void)
{
	return poll(&(struct pollfd){.fd = ends[0], .events = POLLIN}, 1, -1) == 1;
}

static bool
call_ppoll(void)
{
	sigset_t none;

	sigemptyset(&none);
	return ppoll(&(struct pollfd){.fd = ends[0], .events = POLLIN}, 1, NULL, &none) == 1;
}

static bool
call_select(void)
{
	fd_set in;

	FD_ZERO(&in);
	FD_SET(ends[0], &in);
	return select(FD_SETSIZE, &in, NULL, NULL, NULL) == 1;
}

static bool
call_read(void)
{
	char bytes[4];

	return read(ends[0], bytes, sizeof bytes) == 1;
}

static bool
call_readv(void)
{
	char byte;

	return readv(ends[0], &(struct iovec){&byte, 1}, 1) == 1;
}

static bool
call_write(void)
{
	return write(full[1], cargo, 100) == 100;
}

static bool
call_writev(void)
{
	return writev(full[1], &(struct iovec){cargo, 100}, 1) == 100;
}

static const struct hold calls[] = {
	{"poll", call_poll, write_one},
	{"ppoll", call_ppoll, write_one},
	{"select", call_select, write_one},
	{"read", call_read, write_one},
	{"readv", call_readv, write_one},
	{"write", call_write, drain},
	{"writev", call_writev, drain},
};

int
main(void)
{
	trial_deadline(20);
	hold_none(calls, sizeof calls / sizeof *calls, prepare, clear);
	return done_testing();
}
