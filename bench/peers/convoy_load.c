/*
 * Convoy's coroutines under load: ordinary blocking calls, which the seam turns
 * into waits of the coroutine.
 */
#include <stdbool.h>
#include <string.h>

#include "bench/peers/client.h"
#include "bench/peers/convoy.h"
#include "bench/peers/peer.h"
#include "bench/peers/reader.h"

enum { STACK_BYTES = 16 << 10 };

static void
get(struct crowd *crowd, size_t task)
{
	client_run((struct client *)crowd->items + task);
}

void
measure_http(char **arguments)
{
	struct crowd crowd = {.n = number(arguments[2]), .work = get};
	double seconds = (double)number(arguments[3]);
	struct client *clients = clients_open(arguments[0], arguments[1], crowd.n, seconds);
	struct effort effort = effort_begin();

	crowd.items = clients;
	crowd_run(&crowd, STACK_BYTES);
	print_rate("http",
	           "requests_per_s",
	           "cpu_us_per_request",
	           (double)clients_close(clients, crowd.n),
	           &effort);
}

static void
read_blocks(struct crowd *crowd, size_t task)
{
	reader_run((struct reader *)crowd->items + task);
}

void
measure_pread(char **arguments)
{
	struct crowd crowd = {.n = number(arguments[2]), .work = read_blocks};
	bool direct = strcmp(arguments[1], "direct") == 0;
	double seconds = (double)number(arguments[3]);
	struct reader *readers = readers_open(arguments[0], direct, crowd.n, seconds);
	struct effort effort = effort_begin();

	crowd.items = readers;
	crowd_run(&crowd, STACK_BYTES);
	print_rate("pread",
	           "reads_per_s",
	           "cpu_us_per_read",
	           (double)readers_close(readers, crowd.n),
	           &effort);
}
