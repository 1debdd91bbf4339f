#ifndef RUNNERS_LOOP_H
#define RUNNERS_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

/*
 * An event loop: where what a coroutine waits for is waited for. Two engines
 * with the same meaning; the tests run on both.
 */

struct chore;
struct helpers;
struct loop;
struct parking;

/* One thing that is waited for; it must stay where it is while pending. */
struct loop_wait {
	void (*done)(struct loop_wait *); /* called by a turn of the loop, with pending false */
	ssize_t result;                   /* what the call would return, or -errno */
	bool pending;
	/* the loop's own */
	bool closed; /* its descriptor was, meanwhile */
	short events;
	short wanted; /* epoll's: by it and by those behind it, at least */
	int fd;
	struct loop_wait *next, **link; /* among those who wait for the same descriptor */
};

/* Calls that begin something return 0, or -1 with errno set. NULL: this engine has no such thing. */
struct loop_engine {
	const char *name; /* what --loop takes */

	/* a loop of the calling thread, or NULL with errno set */
	struct loop *(*open)(void);
	void (*close)(struct loop *);
	/* wait until something is done, but no longer than that (UINT64_MAX: for ever) */
	void (*turn)(struct loop *, uint64_t patience_ns);

	/* for loop_watch and loop_accept: the wait has its descriptor and events */
	int (*watch)(struct loop *, struct loop_wait *);
	int (*accept)(struct loop *, struct loop_wait *, struct sockaddr *, socklen_t *, int flags);
	/* stop waiting: done follows all the same, if not at once then in a later turn */
	void (*cancel)(struct loop *, struct loop_wait *);
	/* a descriptor is about to be closed: what was begun must have got hold of it */
	void (*settle)(struct loop *, bool waited_for);

	int (*pread)(struct loop *, struct loop_wait *, int fd, void *, size_t, off_t);
	int (*pwrite)(struct loop *, struct loop_wait *, int fd, const void *, size_t, off_t);
	int (*sync)(struct loop *, struct loop_wait *, int fd, bool data_only);
	/* done when somebody wakes this word, in whatever process, or it is not as expected */
	int (*futex)(struct loop *, struct loop_wait *, _Atomic uint32_t *word, uint32_t expected);
};

struct loop {
	const struct loop_engine *engine;
	/* the rest is loop.c's */
	struct loop_wait **waiting; /* who waits, for each descriptor */
	size_t room;
	struct helpers *helpers; /* NULL: none were needed */
	struct loop_wait bell;   /* which they ring */
	struct parking *parking; /* park.c's */
};

extern const struct loop_engine loop_uring;
extern const struct loop_engine loop_epoll;

/* the engine that new loops must use; NULL: io_uring where the kernel has it, epoll otherwise */
extern const struct loop_engine *loop_choice;

/* a loop of the chosen engine, or with none chosen the first that opens; NULL with errno set */
struct loop *loop_open(void);

/* wait until fd may be ready for these poll(2) events: a hint, which the waiter checks; the result is
 * -EBADF if the descriptor was closed */
int loop_watch(struct loop *, struct loop_wait *, int fd, short events);

/* wait until fd has accepted a connection */
int loop_accept(struct loop *, struct loop_wait *, int fd, struct sockaddr *, socklen_t *,
                int flags);

/* let a helper do a chore; 0, or -1 with errno set if there is nobody to do it */
int loop_delegate(struct loop *, struct chore *);

/* fd is about to be closed: nobody waits for it any longer */
void loop_closing(struct loop *, int fd);

/*
 * For the engines.
 */

/* the first of those who wait for fd, or NULL */
struct loop_wait *loop_waiting(const struct loop *, int fd);

/* it is over, with that result */
void loop_done(struct loop_wait *, ssize_t result);

/* what comes before the waiting of a turn, and how long that may be then; and what comes after */
uint64_t loop_turn_begins(struct loop *, uint64_t patience_ns);
void loop_turn_ends(struct loop *);

/* give back what loop.c has; nothing is pending that would be looked at again */
void loop_end(struct loop *);

#endif
