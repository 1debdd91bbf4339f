#ifndef BENCH_PEERS_CLIENT_H
#define BENCH_PEERS_CLIENT_H

#include <stddef.h>
#include <stdint.h>

/* One task that GETs / over a connection that is kept: the same function for threads and
 * coroutines. */
struct client {
	int fd;
	uint64_t deadline_ns;
	size_t count; /* of answers, all whole */
	char answer[1024];
};

/* so many clients, connected, which stop after so many seconds; it ends the program if it fails */
struct client *clients_open(const char *host, const char *port, size_t count, double seconds);

/* request and answer by turns until the deadline: plain blocking send and recv */
void client_run(struct client *);

/* close the connections, give all back; the sum of their answers */
size_t clients_close(struct client *, size_t count);

#endif
