#ifndef RUNNERS_SEAM_WAITING_H
#define RUNNERS_SEAM_WAITING_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>

#include "runners/blocking.h"
#include "runners/clock.h"

/* What the files of the seam share; nobody else needs it. */

#define NEVER UINT64_MAX

/* What is waited for. A thread that holds the lock of its runner (runners/gil.h) gives it up
 * meanwhile: for others always, or none of them would get on; else if the run says so. */
enum wait_reason { FOR_KERNEL, FOR_OTHERS };

struct wait {
	uint64_t since_ns;
	enum wait_reason reason;
	bool released;
};

/* a call that may wait: noted when the run is observed, and done without the lock where there is
 * one; else nothing is kept across the call */
#define WAITING_FOR(reason, call)                                                                  \
	(!seam_watched(WATCH_TRACE | WATCH_LOCK) ? (call) : __extension__({                        \
		struct wait wait_ = wait_begin(reason);                                            \
		__typeof__(call) result_ = (call);                                                 \
		wait_end(wait_);                                                                   \
		result_;                                                                           \
	}))
#define WAITING(call) WAITING_FOR(FOR_KERNEL, call)

/* whether this thread has a model; most have none */
static inline bool
modelled(void)
{
	return __builtin_expect(blocking_model != NULL, 0);
}

/* around a call that may wait; errno is kept */
struct wait wait_begin(enum wait_reason);
void wait_end(struct wait);

/* A success after some waiting must not show the EAGAIN in between. */
ssize_t succeed(ssize_t result, int errno_before);

/* 292 years stand for all that is longer, so that a sum with the clock does not wrap around */
uint64_t time_ns(const struct timespec *);

/* whether it is a time that the kernel would take */
bool time_valid(const struct timespec *);

/* so long from now; NEVER stays never */
uint64_t deadline_after(uint64_t patience_ns);

/* whether fd has O_NONBLOCK; where there is no descriptor, all its flags are set */
bool descriptor_nonblocking(int fd);

/* what a descriptor is: S_IFREG, S_IFSOCK ..., or 0 */
mode_t descriptor_kind(int fd);

/* Whether fd's file is read past the page cache (O_DIRECT): then RWF_NOWAIT would wait for the disk
 * all the same. The answer is remembered for a while, and may be stale: that costs time and
 * nothing else. */
bool descriptor_direct(int fd);

/* what is known of fd is no longer true */
void descriptor_forget(int fd);

/* whether fd's file lies in memory, and whoever reads it never waits */
bool descriptor_in_memory(int fd);

/* when a call on this socket gives up; the option is SO_RCVTIMEO or SO_SNDTIMEO */
uint64_t socket_deadline(int fd, int option);

/* the model's poll, with ppoll's signal mask if there is one */
int poll_until(struct pollfd *, nfds_t, uint64_t deadline_ns, const sigset_t *mask);

/* readv from wherever fd stands, without waiting: EAGAIN where it would have to, EOPNOTSUPP where
 * that cannot be known */
ssize_t read_at_once(int fd, const struct iovec *, int count);

/* read and write of a file at its position, waited for as the model does */
ssize_t file_read(int fd, struct iovec);
ssize_t file_write(int fd, struct iovec);

/* flags with which a receive never waits, whatever the socket */
enum { SOCKET_NEVER_WAITS = MSG_DONTWAIT | MSG_ERRQUEUE | MSG_OOB };

/* whether it is a socket of connections, and not of datagrams */
bool socket_streams(int fd);

/* wait for room to send, after so many attempts that found none: 0, or -1 as the model's ready */
int socket_room(int fd, uint64_t deadline_ns, unsigned vain);

#endif
