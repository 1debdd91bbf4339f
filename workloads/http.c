/*
 * GET by libcurl's blocking easy interface, one connection a task. Unless the
 * user names a URL, the server is http-server, a process of its own, which
 * answers after a set delay with a set size, over TLS if asked to. libcurl and
 * what it draws in take 6 ms to load, so setup loads it: the other workloads do
 * not pay for it.
 */
#include "workloads/workload.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "workloads/library.h"
#include "workloads/server.h"

enum { DELAY, BYTES, TLS, URL, CA };
enum { OFF, ON };

static struct {
	CURLcode (*global_init)(long);
	CURL *(*easy_init)(void);
	CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
	CURLcode (*easy_perform)(CURL *);
	CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
	const char *(*easy_strerror)(CURLcode);
	void (*easy_cleanup)(CURL *);
} curl;

/* ends the URL of our own server: a fragment, which is never sent; it tells a run that was given
 * the URL by a campaign that the answer cannot come before the delay is over */
#define OURS "#convoy"

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

/* as libcurl opens it, but errno is kept: it would not tell */
static curl_socket_t
open_socket(void *error, curlsocktype purpose, struct curl_sockaddr *address)
{
	int fd = socket(address->family, address->socktype, address->protocol);

	(void)purpose;
	if (fd < 0)
		*(long *)error = errno;
	return fd;
}

static int
fail(CURL *easy, const char *url, CURLcode code, long error)
{
	if (error == 0)
		curl.easy_getinfo(easy, CURLINFO_OS_ERRNO, &error);
	return workload_fail("%s: %s%s%s",
	                     url,
	                     curl.easy_strerror(code),
	                     error ? ": " : "",
	                     error ? strerror((int)error) : "");
}

static int
get(CURL *easy, const struct value *values, struct body *body)
{
	CURLcode code;
	long status = 0;
	long error = 0;

	curl.easy_setopt(easy, CURLOPT_URL, values[URL].text);
	if (values[CA].text)
		curl.easy_setopt(easy, CURLOPT_CAINFO, values[CA].text);
	curl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl.easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
	curl.easy_setopt(easy, CURLOPT_TIMEOUT, 30L);
	curl.easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl.easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &error);
	curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
	curl.easy_setopt(easy, CURLOPT_WRITEDATA, body);
	code = curl.easy_perform(easy);
	curl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_HTTP_RETURNED_ERROR)
		return workload_fail("%s answered HTTP status %ld", values[URL].text, status);
	if (code != CURLE_OK)
		return fail(easy, values[URL].text, code, error);
	return 0;
}

static int
http_task(const struct value *values, size_t i, uint64_t *result)
{
	struct body body = {.bytes = 0};
	CURL *easy = curl.easy_init();
	int status;

	if (!easy)
		return workload_fail("libcurl gave no handle");
	status = get(easy, values, &body);
	curl.easy_cleanup(easy);
	*result = scramble(i) ^ body.sum ^ body.bytes;
	return status;
}

static int
load_curl(void)
{
	static const struct library_call calls[] = {
		{"curl_global_init", &curl.global_init},
		{"curl_easy_init", &curl.easy_init},
		{"curl_easy_setopt", &curl.easy_setopt},
		{"curl_easy_perform", &curl.easy_perform},
		{"curl_easy_getinfo", &curl.easy_getinfo},
		{"curl_easy_strerror", &curl.easy_strerror},
		{"curl_easy_cleanup", &curl.easy_cleanup},
		{.name = NULL},
	};

	if (library_load("libcurl.so.4", calls) != 0)
		return -1;
	if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return workload_fail("libcurl does not start");
	return 0;
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
	struct server server;
	char *url;

	(void)tasks;
	if (load_curl() != 0)
		return -1;
	if (values[URL].text)
		return check_url(values);
	if (values[CA].text)
		return workload_fail(
			"--ca goes with --url: our own server has a certificate of its own");
	if (server_start(&server,
	                 values[DELAY].number,
	                 values[BYTES].number,
	                 values[TLS].number == ON) != 0 ||
	    asprintf(&url, "%s" OURS, server.url) < 0)
		return -1;
	values[URL] = (struct value){.text = url, .number = (uint64_t)server.process};
	if (*server.certificate && !(values[CA].text = strdup(server.certificate)))
		return -1;
	return 0;
}

/* a URL's number is the process that setup started to serve it */
static void
http_teardown(struct value *values)
{
	if (values[URL].number)
		server_end((pid_t)values[URL].number);
}

static uint64_t
http_least_ns(const struct value *values)
{
	const char *url = values[URL].text;

	return url && strstr(url, OURS) ? values[DELAY].number : 0;
}

static const char *const tls_choices[] = {[OFF] = "off", [ON] = "on", NULL};

static const struct parameter http_parameters[] = {
	[DELAY] = {.name = "delay",
                   .unit = UNIT_DURATION,
                   .preset = "2ms",
                   .summary = "how long our server waits before it answers"},
	[BYTES] = {.name = "bytes",
                   .unit = UNIT_SIZE,
                   .preset = "1KiB",
                   .summary = "the size of our server's answer"},
	[TLS] = {.name = "tls",
                 .unit = UNIT_CHOICE,
                 .preset = "off",
                 .summary = "on: our server speaks HTTPS, and is verified",
                 .choices = tls_choices},
	[URL] = {.name = "url",
                 .unit = UNIT_TEXT,
                 .preset = "",
                 .summary = "a server of yours instead of ours, http or https",
                 .place = true},
	[CA] = {.name = "ca",
                .unit = UNIT_TEXT,
                .preset = "",
                .summary =
                        "the file of certificates to verify yours with; the system's if not given",
                .place = true},
	{.name = NULL},
};

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
