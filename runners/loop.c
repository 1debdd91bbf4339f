#include "runners/loop.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "runners/helper.h"
#include "runners/parking.h"

const struct loop_engine *loop_choice;

struct loop *
loop_open(void)
{
	struct loop *loop = loop_choice ? loop_choice->open() : loop_uring.open();

	if (!loop && !loop_choice)
		loop = loop_epoll.open();
	return loop;
}

/* Who waits for which descriptor. */

static int
make_room(struct loop *loop, size_t fd)
{
	size_t room = loop->room ? loop->room : 32;
	struct loop_wait **waiting;

	while (room <= fd)
		room *= 2;
	waiting = realloc(loop->waiting, room * sizeof(struct loop_wait *));
	if (!waiting)
		return -1;
	for (size_t k = loop->room; k < room; k++)
		waiting[k] = NULL;
	for (size_t k = 0; k < loop->room; k++)
		if (waiting[k])
			waiting[k]->link = &waiting[k];
	loop->waiting = waiting;
	loop->room = room;
	return 0;
}

static int
list(struct loop *loop, struct loop_wait *wait, int fd, short events)
{
	if (fd < 0) {
		errno = EBADF;
		return -1;
	}
	if ((size_t)fd >= loop->room && make_room(loop, (size_t)fd) != 0)
		return -1;
	wait->closed = false;
	wait->fd = fd;
	wait->events = events;
	wait->next = loop->waiting[fd];
	wait->link = &loop->waiting[fd];
	if (wait->next)
		wait->next->link = &wait->next;
	*wait->link = wait;
	wait->pending = true;
	return 0;
}

static void
unlist(struct loop_wait *wait)
{
	if (!wait->link)
		return;
	*wait->link = wait->next;
	if (wait->next)
		wait->next->link = wait->link;
	wait->link = NULL;
}

/* what could not be begun is not waited for */
static int
begun(struct loop_wait *wait, int status)
{
	if (status != 0) {
		unlist(wait);
		wait->pending = false;
	}
	return status;
}

int
loop_watch(struct loop *loop, struct loop_wait *wait, int fd, short events)
{
	if (list(loop, wait, fd, events) != 0)
		return -1;
	return begun(wait, loop->engine->watch(loop, wait));
}

int
loop_accept(struct loop *loop, struct loop_wait *wait, int fd, struct sockaddr *address,
            socklen_t *length, int flags)
{
	if (list(loop, wait, fd, 0) != 0)
		return -1;
	return begun(wait, loop->engine->accept(loop, wait, address, length, flags));
}

struct loop_wait *
loop_waiting(const struct loop *loop, int fd)
{
	return fd >= 0 && (size_t)fd < loop->room ? loop->waiting[fd] : NULL;
}

void
loop_done(struct loop_wait *wait, ssize_t result)
{
	unlist(wait);
	/* an accepted connection is not lost, however late it came */
	wait->result = wait->closed && (wait->events || result < 0) ? -EBADF : result;
	wait->pending = false;
	wait->done(wait);
}

void
loop_closing(struct loop *loop, int fd)
{
	struct loop_wait *wait = loop_waiting(loop, fd);

	loop->engine->settle(loop, wait != NULL);
	while (wait) {
		struct loop_wait *next = wait->next;

		wait->closed = true;
		loop->engine->cancel(loop, wait);
		wait = next;
	}
}

/* Helpers, and the bell by which they call. */

static void
rung(struct loop_wait *bell)
{
	(void)bell; /* the end of the turn looks after it */
}

int
loop_delegate(struct loop *loop, struct chore *chore)
{
	if (!loop->helpers && !(loop->helpers = helpers_new()))
		return -1;
	loop->bell.done = rung;
	return helpers_give(loop->helpers, chore);
}

static bool
owed(const struct loop *loop)
{
	return loop->helpers && helpers_owe(loop->helpers);
}

uint64_t
loop_turn_begins(struct loop *loop, uint64_t patience_ns)
{
	const uint64_t moment_ns = 1000000;

	if (loop->parking)
		patience_ns = parking_turn(loop, patience_ns);
	if (owed(loop) && !loop->bell.pending &&
	    loop_watch(loop, &loop->bell, helpers_bell(loop->helpers), POLLIN) != 0 &&
	    patience_ns > moment_ns)
		patience_ns = moment_ns;
	return patience_ns;
}

void
loop_turn_ends(struct loop *loop)
{
	if (owed(loop) && !loop->bell.pending)
		helpers_collect(loop->helpers);
}

void
loop_end(struct loop *loop)
{
	helpers_free(loop->helpers);
	parking_free(loop->parking);
	free(loop->waiting);
}
