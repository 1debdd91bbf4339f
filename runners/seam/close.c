/*
 * Closing: whoever waits for a descriptor that goes away is told so, or would
 * wait for whatever gets its number next.
 */
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runners/seam/waiting.h"

static void
leave(int fd)
{
	descriptor_forget(fd);
	blocking_model->closing(fd);
}

int
close(int fd)
{
	if (modelled())
		leave(fd);
	return (int)WAITING(syscall(SYS_close, fd));
}

/* dup3 refuses to make a descriptor its own duplicate, and so does not close it */
int
dup3(int from, int fd, int flags)
{
	if (modelled() && fd >= 0 && from != fd && fcntl(from, F_GETFD) >= 0)
		leave(fd);
	return (int)syscall(SYS_dup3, from, fd, flags);
}

int
dup2(int from, int fd)
{
	if (from == fd)
		return fcntl(from, F_GETFD) < 0 ? -1 : fd;
	return dup3(from, fd, 0);
}
