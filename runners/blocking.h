#ifndef RUNNERS_BLOCKING_H
#define RUNNERS_BLOCKING_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The seam: what happens when a task blocks. Tasks and the libraries that they
 * call use libc; blocking.c defines those libc names in the executable, so
 * that the dynamic linker binds every caller to them. With no model set they go
 * straight to the kernel, as in serial, thread and process runners.
 */

/* How this OS thread waits. Deadlines are nanoseconds of clock_ns(), UINT64_MAX for none. */
struct blocking_model {
	/* return when the deadline has passed, never before */
	void (*sleep_until)(uint64_t deadline_ns);
	/* as poll(2), with a deadline */
	int (*poll)(struct pollfd *, nfds_t, uint64_t deadline_ns);
	/* as pread(2) from a regular file */
	ssize_t (*pread)(int fd, void *, size_t, off_t);
};

/* NULL: calls block the thread */
extern _Thread_local const struct blocking_model *blocking_model;

/* The real calls, past the seam, for those who implement a model. */
int kernel_poll(struct pollfd *, nfds_t, uint64_t patience_ns);
ssize_t kernel_pread(int fd, void *, size_t, off_t);

/* what happens at a checkpoint; NULL: nothing */
extern void (*checkpoint_hook)(void);

/* A computing task calls this where an interpreter would look at its eval-breaker, every few
 * microseconds: the place where a runner may take the core away, or watch. */
static inline void
checkpoint(void)
{
	if (__builtin_expect(checkpoint_hook != NULL, 0))
		checkpoint_hook();
}

#endif
