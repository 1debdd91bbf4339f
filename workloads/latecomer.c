#include "workloads/latecomer.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "workloads/duration.h"
#include "workloads/listener.h"
#include "workloads/workload.h"

static void
come_up(int leash, void *argument)
{
	const struct latecomer *l = argument;
	char word;

	if (recv(leash, &word, 1, 0) != 1)
		return;
	nap(l->up_after_ns);
	listen(l->listener, 1);
}

int
latecomer_start(struct latecomer *l, uint64_t up_after_ns)
{
	l->up_after_ns = up_after_ns;
	l->listener = listener_bind(&l->address);
	if (l->listener >= 0 && companion_start(&l->companion, come_up, l) == 0)
		return 0;
	workload_fail("cannot start what shall come up: %s", strerror(errno));
	if (l->listener >= 0)
		close(l->listener);
	return -1;
}

void
latecomer_expect(const struct latecomer *l)
{
	companion_tell(&l->companion);
}

int
latecomer_try(const struct latecomer *l)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int up;

	if (fd < 0)
		return -1;
	up = connect(fd, (const struct sockaddr *)&l->address, sizeof l->address) == 0;
	if (!up && errno != ECONNREFUSED)
		up = -1;
	close(fd);
	return up;
}

void
latecomer_end(struct latecomer *l)
{
	companion_end(&l->companion);
	close(l->listener);
}
