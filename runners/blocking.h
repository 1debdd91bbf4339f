#ifndef RUNNERS_BLOCKING_H
#define RUNNERS_BLOCKING_H

#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

/*
 * The seam: what happens when a task blocks. Tasks and the libraries that they
 * call use libc; the files of runners/seam/ define the libc names that block, so
 * that the dynamic linker binds every caller to them. With no model set they go
 * straight to the kernel, as in serial, thread and process runners, and as in
 * every thread that a library starts.
 *
 * Under a model a call answers as it would in a thread of its own: whoever asked
 * not to wait (O_NONBLOCK, MSG_DONTWAIT, no time) does not, time limits hold, and
 * errno is that of the call. Three things differ, where a thread has no better
 * answer either. When a descriptor is closed under one who waits for it, by
 * close, dup2 or dup3 in the same thread, the wait ends, with EBADF; poll reports
 * POLLNVAL. A signal interrupts no wait: its handler runs, and the wait goes on.
 * And of those who wait for the same, any may be the first to get it.
 */

/* How this OS thread waits. Deadlines are nanoseconds of clock_ns(), UINT64_MAX for none. What
 * returns -1 sets errno. */
struct blocking_model {
	/* return when the deadline has passed, never before */
	void (*sleep_until)(uint64_t deadline_ns);
	/* as poll(2), with a deadline */
	int (*poll)(struct pollfd *, nfds_t, uint64_t deadline_ns);
	/* wait until fd may be ready for these poll(2) events, which the caller checks by trying:
	 * 0, or -1 with EAGAIN after the deadline, EBADF if it was closed meanwhile */
	int (*ready)(int fd, short events, uint64_t deadline_ns);
	/* as accept4(2), on a socket that blocks; EAGAIN after the deadline */
	int (*accept)(int fd, struct sockaddr *, socklen_t *, int flags, uint64_t deadline_ns);
	/* as pread(2), pwrite(2), and fsync(2) or fdatasync(2); offsets are not negative */
	ssize_t (*pread)(int fd, void *, size_t, off_t);
	ssize_t (*pwrite)(int fd, const void *, size_t, off_t);
	int (*sync)(int fd, bool data_only);
	/* return when function(argument) has returned, in whatever thread: a call that may block,
	 * and of whose end no event tells. errno does not come back with it. */
	void (*call)(void (*function)(void *), void *argument);
	/* fd is about to be closed by this thread: nobody shall wait for it any longer */
	void (*closing)(int fd);
	/* as park and wake in runners/park.h */
	int (*park)(_Atomic uint32_t *word, uint32_t expected, uint64_t deadline_ns);
	void (*wake)(_Atomic uint32_t *word, uint32_t count);
	/* who calls: a number, not 0, that nobody else has now who waits in this thread */
	uint32_t (*self)(void);
};

/* NULL: calls block the thread */
extern _Thread_local const struct blocking_model *blocking_model;

/* The real calls, past the seam, for those who implement a model. */
int kernel_poll(struct pollfd *, nfds_t, uint64_t patience_ns);
int kernel_accept(int fd, struct sockaddr *, socklen_t *, int flags);
ssize_t kernel_pread(int fd, void *, size_t, off_t);
ssize_t kernel_pwrite(int fd, const void *, size_t, off_t);
int kernel_sync(int fd, bool data_only);

/* Who looks at checkpoints and at calls that wait: one word, so that it costs a branch if nobody does. */
enum {
	WATCH_TRACE = 1,   /* the run is observed */
	WATCH_LOCK = 2,    /* there is a lock that threads hold while they compute: runners/gil.h */
	WATCH_REQUEST = 4, /* ... and somebody wants it */
	WATCH_COUNT = 8,   /* ... and its checkpoints are counted */
};
extern _Atomic uint32_t seam_watch;

/* whether somebody is there of those */
static inline bool
seam_watched(uint32_t who)
{
	return __builtin_expect(atomic_load_explicit(&seam_watch, memory_order_relaxed) & who, 0);
}

/* what happens at a checkpoint that is watched */
void checkpoint_reached(void);

/* A computing task calls this where an interpreter would look at its eval-breaker, every microsecond
 * at least: the place where a runner may take the core or a lock away, or watch. */
static inline void
checkpoint(void)
{
	if (seam_watched(WATCH_TRACE | WATCH_REQUEST | WATCH_COUNT))
		checkpoint_reached();
}

#endif
