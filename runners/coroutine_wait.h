#ifndef RUNNERS_COROUTINE_WAIT_H
#define RUNNERS_COROUTINE_WAIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "runners/loop.h"

/* What the files of the coroutine model share. */

struct coroutine;

/* something that a coroutine waits for; first of all what the loop knows of it */
struct coroutine_wait {
	struct loop_wait wait;
	struct coroutine *coroutine;
};

/* the coroutine goes on */
void coroutine_wait_done(struct loop_wait *);

/* return when it is done; it is cancelled after the deadline */
void coroutine_wait(struct coroutine_wait *, uint64_t deadline_ns);

/* the model's functions that coroutine_call.c has */
int coroutine_accept(int fd, struct sockaddr *, socklen_t *, int flags, uint64_t deadline_ns);
ssize_t coroutine_pread(int fd, void *, size_t, off_t);
ssize_t coroutine_pwrite(int fd, const void *, size_t, off_t);
int coroutine_sync(int fd, bool data_only);
void coroutine_call(void (*function)(void *), void *argument);

#endif
