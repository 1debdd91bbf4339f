/*
 * An echo server: a task takes one connection, and sends back in upper case
 * whatever comes, until the client closes. There are as many clients as tasks, all of
 * a load outside this process, and each keeps its connection for as long as it
 * has messages: who has fewer handlers than clients lets the others wait.
 * Which client a task gets is chance, so its result is its index, and
 * the load checks every answer.
 */
#include <errno.h>
#include <unistd.h>

#include "workloads/reception.h"
#include "workloads/stream.h"
#include "workloads/workload.h"

enum { MESSAGES, BYTES, EVERY };

/* the tutorials' */
enum { BUFFER_BYTES = 1024 };

static void
upper_case(char *text, size_t length)
{
	for (size_t k = 0; k < length; k++)
		if (text[k] >= 'a' && text[k] <= 'z')
			text[k] = (char)(text[k] - 'a' + 'A');
}

static int
serve(const struct reception *reception, int fd)
{
	char buffer[BUFFER_BYTES];
	uint64_t left = reception->crowd.messages * reception->crowd.bytes;
	ssize_t got;

	while ((got = recv(fd, buffer, sizeof buffer, 0)) > 0) {
		upper_case(buffer, (size_t)got);
		if (stream_send(fd, buffer, (size_t)got) != 0)
			return reception_lost(reception);
		left -= (uint64_t)got;
	}
	if (got == 0 && left == 0)
		return 0;
	errno = got < 0 ? errno : ECONNRESET;
	return reception_lost(reception);
}

static int
echo_task(const struct value *values, size_t i, uint64_t *result)
{
	struct reception *reception = workload_shared(values);
	int fd = reception_accept(reception);
	int status;

	if (fd < 0)
		return -1;
	status = serve(reception, fd);
	close(fd);
	*result = scramble(i);
	return status;
}

static int
echo_setup(struct value *values, size_t tasks)
{
	const struct crowd crowd = {.clients = tasks,
	                            .messages = values[MESSAGES].number,
	                            .bytes = values[BYTES].number,
	                            .every_ns = values[EVERY].number};

	return reception_open(workload_shared(values), &crowd);
}

static void
echo_teardown(struct value *values)
{
	reception_close(workload_shared(values));
}

static const struct request_log *
echo_requests(const struct value *values)
{
	return load_await(((struct reception *)workload_shared(values))->load);
}

static int
echo_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct crowd_report *report = &((struct reception *)workload_shared(values))->report;

	outcomes[0] = (struct outcome){"answers", report->answered};
	outcomes[1] = (struct outcome){"clients_starved", report->starved};
	outcomes[2] = (struct outcome){"clients_served_at_once", report->served_at_once};
	return workload_require(
		report->answered, tasks * values[MESSAGES].number, "messages were answered");
}

/* clang-format off */
static const struct parameter echo_parameters[] = {
	[MESSAGES] = {.name = "messages", .unit = UNIT_COUNT, .preset = "20", .least = 3,
	              .most = 10000,
	              .summary = "how many each client sends, each after the answer to the last"},
	[BYTES] = {.name = "bytes", .unit = UNIT_SIZE, .preset = "1KiB", .least = 1,
	           .most = CROWD_BYTES,
	           .summary = "the size of a message"},
	[EVERY] = {.name = "every", .unit = UNIT_DURATION, .preset = "50ms", .least = MILLISECOND,
	           .most = 10000 * MILLISECOND,
	           .summary = "from when a client's message is due to when its next one is"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_echo = {
	.name = "echo",
	.summary = "a server's handler: a connection for as long as its client stays",
	.bound = IO_BOUND,
	.tasks = 500,
	.stack_bytes = 16 << 10,
	.parameters = echo_parameters,
	.shared_bytes = sizeof(struct reception),
	.setup = echo_setup,
	.teardown = echo_teardown,
	.task = echo_task,
	.requests = echo_requests,
	.outcomes = echo_outcomes,
};
