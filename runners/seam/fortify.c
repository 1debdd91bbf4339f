/*
 * The names that libraries built with _FORTIFY_SOURCE call, which say how much
 * room their buffers have.
 */
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

int __poll_chk(struct pollfd *, nfds_t, int, size_t);
int __ppoll_chk(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *, size_t);
ssize_t __read_chk(int, void *, size_t, size_t);
ssize_t __pread_chk(int, void *, size_t, off_t, size_t);
ssize_t __pread64_chk(int, void *, size_t, off_t, size_t);
ssize_t __recv_chk(int, void *, size_t, size_t, int);
ssize_t __recvfrom_chk(int, void *, size_t, size_t, int, struct sockaddr *, socklen_t *);

/* libc's: says "buffer overflow detected", and ends the program */
void __chk_fail(void) __attribute__((noreturn));

static void
check(size_t size, size_t room)
{
	if (__builtin_expect(size > room, 0))
		__chk_fail();
}

int
__poll_chk(struct pollfd *fds, nfds_t count, int milliseconds, size_t room)
{
	check(count, room / sizeof *fds);
	return poll(fds, count, milliseconds);
}

int
__ppoll_chk(struct pollfd *fds, nfds_t count, const struct timespec *patience, const sigset_t *mask,
            size_t room)
{
	check(count, room / sizeof *fds);
	return ppoll(fds, count, patience, mask);
}

ssize_t
__read_chk(int fd, void *buffer, size_t size, size_t room)
{
	check(size, room);
	return read(fd, buffer, size);
}

ssize_t
__pread_chk(int fd, void *buffer, size_t size, off_t at, size_t room)
{
	check(size, room);
	return pread(fd, buffer, size, at);
}

ssize_t
__pread64_chk(int fd, void *buffer, size_t size, off_t at, size_t room)
{
	check(size, room);
	return pread(fd, buffer, size, at);
}

ssize_t
__recv_chk(int fd, void *buffer, size_t size, size_t room, int flags)
{
	check(size, room);
	return recv(fd, buffer, size, flags);
}

ssize_t
__recvfrom_chk(int fd, void *buffer, size_t size, size_t room, int flags, struct sockaddr *address,
               socklen_t *length)
{
	check(size, room);
	return recvfrom(fd, buffer, size, flags, address, length);
}
