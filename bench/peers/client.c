/*
 * HTTP as little as it takes: the status and the length of every answer are looked at, no more.
 */
#include "bench/peers/client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/peers/peer.h"
#include "runners/clock.h"

static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

static int
connect_to(const struct sockaddr_in *address)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int yes = 1;

	if (fd < 0 || connect(fd, (const struct sockaddr *)address, sizeof *address) != 0)
		fail("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	return fd;
}

struct client *
clients_open(const char *host, const char *port, size_t count, double seconds)
{
	struct client *clients = memory(count, sizeof *clients);
	struct sockaddr_in address = {.sin_family = AF_INET};
	uint64_t deadline;

	address.sin_port = htons((uint16_t)number(port));
	if (inet_pton(AF_INET, host, &address.sin_addr) != 1)
		fail(host);
	for (size_t i = 0; i < count; i++)
		clients[i].fd = connect_to(&address);
	deadline = clock_ns() + (uint64_t)(seconds * 1e9);
	for (size_t i = 0; i < count; i++)
		clients[i].deadline_ns = deadline;
	return clients;
}

/* how long the whole answer is, once its head is there; 0 before */
static size_t
answer_bytes(const struct client *client)
{
	const char *end = strstr(client->answer, "\r\n\r\n");
	const char *length;

	if (!end)
		return 0;
	length = strcasestr(client->answer, "\r\nContent-Length:");
	errno = EPROTO;
	if (strncmp(client->answer, "HTTP/1.1 200 ", 13) != 0 || !length || length > end)
		fail("answer");
	return (size_t)(end + 4 - client->answer) + strtoul(length + 17, NULL, 10);
}

static void
receive_answer(struct client *client)
{
	size_t have = 0, whole = 0;

	while (whole == 0 || have < whole) {
		ssize_t got = recv(
			client->fd, client->answer + have, sizeof client->answer - 1 - have, 0);

		if (got <= 0)
			fail("recv");
		have += (size_t)got;
		client->answer[have] = '\0';
		if (whole == 0)
			whole = answer_bytes(client);
	}
	client->count++;
}

void
client_run(struct client *client)
{
	while (clock_ns() < client->deadline_ns) {
		if (send(client->fd, request, sizeof request - 1, MSG_NOSIGNAL) !=
		    (ssize_t)sizeof request - 1)
			fail("send");
		receive_answer(client);
	}
}

size_t
clients_close(struct client *clients, size_t count)
{
	size_t sum = 0;

	for (size_t i = 0; i < count; i++) {
		sum += clients[i].count;
		close(clients[i].fd);
	}
	free(clients);
	return sum;
}
