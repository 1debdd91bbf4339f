#ifndef RUNNERS_LOOP_H
#define RUNNERS_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * An event loop: where a coroutine's descriptor or file read is waited for.
 * Two engines with the same meaning; the tests run on both.
 */

struct loop;

/* One thing that is waited for; it must stay where it is while pending. */
struct loop_wait {
	void (*done)(struct loop_wait *); /* called by loop->turn, with pending false */
	ssize_t result;                   /* of a pread: bytes, or -errno */
	bool pending;
	int fd; /* the engine's own */
};

struct loop_engine {
	const char *name; /* what --loop takes */

	/* a loop of the calling thread, or NULL with errno set */
	struct loop *(*open)(void);
	void (*close)(struct loop *);
	/* done when fd may be ready for these poll(2) events: a hint, which the waiter checks.
	 * 0, or -1 with errno set */
	int (*watch)(struct loop *, struct loop_wait *, int fd, short events);
	/* stop watching; done follows all the same, if not at once then in a later turn */
	void (*unwatch)(struct loop *, struct loop_wait *);
	/* read from a regular file; the result is in the wait when it is done. 0, or -1 */
	int (*pread)(struct loop *, struct loop_wait *, int fd, void *, size_t, off_t);
	/* wait until something is done, but no longer than that (UINT64_MAX: for ever) */
	void (*turn)(struct loop *, uint64_t patience_ns);
};

struct loop {
	const struct loop_engine *engine;
};

extern const struct loop_engine loop_uring;
extern const struct loop_engine loop_epoll;

/* the engine that new loops must use; NULL: io_uring where the kernel has it, epoll otherwise */
extern const struct loop_engine *loop_choice;

/* the engine of the loop that was opened last in this process, or NULL */
extern const struct loop_engine *loop_used;

/* a loop of the chosen engine, or with none chosen the first that opens; NULL with errno set */
struct loop *loop_open(void);

#endif
