#include "workloads/listener.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { QUEUE_MAX = 4096, QUEUE_LEAST = 128 };

int
listener_bind(struct sockaddr_in *address)
{
	socklen_t size = sizeof *address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*address = (struct sockaddr_in){.sin_family = AF_INET,
	                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	if (fd >= 0 && bind(fd, (struct sockaddr *)address, size) == 0 &&
	    getsockname(fd, (struct sockaddr *)address, &size) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

int
listener_open(struct sockaddr_in *address)
{
	int fd = listener_bind(address);

	if (fd < 0 || listen(fd, QUEUE_MAX) == 0)
		return fd;
	close(fd);
	return -1;
}

size_t
listener_queue(void)
{
	FILE *file = fopen("/proc/sys/net/core/somaxconn", "r");
	size_t most = 0;

	if (file) {
		if (fscanf(file, "%zu", &most) != 1)
			most = 0;
		fclose(file);
	}
	if (most == 0)
		return QUEUE_LEAST;
	return most < QUEUE_MAX ? most : QUEUE_MAX;
}
