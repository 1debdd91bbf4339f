/*
 * GET by libcurl's blocking easy interface, one connection a task. Unless the
 * user names a URL, the server is http-server, a process of its own, which
 * answers after a set delay with a set size, over TLS if asked to.
 */
#include "workloads/page.h"
#include "workloads/server.h"
#include "workloads/workload.h"

#include <string.h>

enum { DELAY, BYTES, TLS, URL, CA };
enum { OFF, ON };

/* what came over the wire, folded into one number */
struct body {
	uint64_t bytes, sum;
};

static size_t
receive(const char *data, size_t size, size_t count, void *into)
{
	struct body *body = into;

	for (size_t k = 0; k < size * count; k++)
		body->sum += (unsigned char)data[k] * (++body->bytes);
	return size * count;
}

static int
http_task(const struct value *values, size_t i, uint64_t *result)
{
	struct body body = {.bytes = 0};
	int status = page_fetch(values[URL].text, values[CA].text, receive, &body);

	*result = scramble(i) ^ body.sum ^ body.bytes;
	return status;
}

/* a server of the user's, or one that the campaign has started */
static int
check_url(const struct value *values)
{
	if (values[TLS].number == ON && strncmp(values[URL].text, "https:", 6) != 0)
		return workload_fail("--tls on, but %s is not https", values[URL].text);
	return 0;
}

static int
http_setup(struct value *values, size_t tasks)
{
	const struct server_plan plan = {.delay_ns = values[DELAY].number,
	                                 .bytes = values[BYTES].number,
	                                 .tls = values[TLS].number == ON};

	(void)tasks;
	if ((values[URL].text && page_check(values[URL].text) != 0) || page_load() != 0)
		return -1;
	if (values[URL].text)
		return check_url(values);
	if (values[CA].text)
		return workload_fail(
			"--ca goes with --url: our own server has a certificate of its own");
	return server_provide(&plan, "", &values[URL], &values[CA]);
}

static void
http_teardown(struct value *values)
{
	server_release(&values[URL], &values[CA]);
}

static uint64_t
http_least_ns(const struct value *values)
{
	return server_is_ours(&values[URL]) ? values[DELAY].number : 0;
}

static const char *const tls_choices[] = {[OFF] = "off", [ON] = "on", NULL};

/* clang-format off */
static const struct parameter http_parameters[] = {
	[DELAY] = {.name = "delay", .unit = UNIT_DURATION, .preset = "2ms",
	           .summary = "how long our server waits before it answers"},
	[BYTES] = {.name = "bytes", .unit = UNIT_SIZE, .preset = "1KiB",
	           .summary = "the size of our server's answer"},
	[TLS] = {.name = "tls", .unit = UNIT_CHOICE, .preset = "off", .choices = tls_choices,
	         .summary = "on: our server speaks HTTPS, and is verified"},
	[URL] = {.name = "url", .unit = UNIT_TEXT, .preset = "", .place = true,
	         .summary = "a server of yours instead of ours, http or https"},
	[CA] = {.name = "ca", .unit = UNIT_TEXT, .preset = "", .place = true,
	        .summary = "the file of certificates to verify yours with; the system's if not "
	                   "given"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_http = {
	.name = "http",
	.summary = "GET with libcurl from a server that takes its time",
	.bound = IO_BOUND,
	.tasks = 64,
	.stack_bytes = 64 << 10,
	.parameters = http_parameters,
	.setup = http_setup,
	.teardown = http_teardown,
	.task = http_task,
	.least_ns = http_least_ns,
};
