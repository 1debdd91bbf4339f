#include "tests/listener.h"

#include <stdio.h>

static int
listener_new(int family, struct sockaddr *name, socklen_t named, socklen_t *size, int queue)
{
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, name, named) != 0 || listen(fd, queue) != 0 ||
	    getsockname(fd, name, size) != 0)
		perror("# listener");
	return fd;
}

int
listener_local(struct sockaddr_un *name, socklen_t *size, int queue)
{
	*name = (struct sockaddr_un){.sun_family = AF_UNIX};
	*size = sizeof *name;
	/* no more than its family */
	return listener_new(AF_UNIX, (struct sockaddr *)name, sizeof name->sun_family, size, queue);
}

int
listener_internet(struct sockaddr_in *name, int queue)
{
	socklen_t size = sizeof *name;

	*name = (struct sockaddr_in){.sin_family = AF_INET,
	                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	return listener_new(AF_INET, (struct sockaddr *)name, size, &size, queue);
}
