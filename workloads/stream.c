#include "workloads/stream.h"

#include <sys/socket.h>

int
stream_send(int fd, const void *bytes, size_t size)
{
	const char *next = bytes;

	while (size > 0) {
		ssize_t sent = send(fd, next, size, MSG_NOSIGNAL);

		if (sent < 0)
			return -1;
		next += sent;
		size -= (size_t)sent;
	}
	return 0;
}
