/*
 * http-server DELAY_NS BYTES off|on PARENT [CAPACITY SPREAD]: answers every GET
 * on a free loopback port after the delay, with so many bytes; "on" is HTTPS.
 * Page k of its site is at /k, and takes 1 + k % SPREAD delays; anywhere else it
 * says little. At most CAPACITY requests are worked on at once, if it is not 0,
 * and the others queue. libmicrohttpd speaks HTTP; a request is suspended until
 * it is due, so one thread holds any number of them. To standard output goes a line with the URL, and for HTTPS one with
 * the file that has the server's certificate; then it is closed. The server
 * ends with the process that started it.
 */
#include "runners/clock.h"
#include "workloads/backlog.h"
#include "workloads/certificate.h"
#include "workloads/duration.h"
#include "workloads/listener.h"
#include "workloads/server.h"
#include "workloads/site.h"

#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

struct host {
	struct backlog backlog;
	size_t bytes, spread;
	uint64_t rest_ns;              /* before a turn that the daemon wants at once */
	struct MHD_Response *response; /* to whatever is no page */
};

static enum MHD_Result
answer_page(const struct host *host, struct MHD_Connection *connection, uint64_t number)
{
	char *text = malloc(host->bytes + 1);
	struct MHD_Response *response;
	enum MHD_Result status;

	if (!text)
		return MHD_NO;
	site_write(text, host->bytes, number);
	response = MHD_create_response_from_buffer(host->bytes, text, MHD_RESPMEM_MUST_FREE);
	if (!response) {
		free(text);
		return MHD_NO;
	}
	status = MHD_queue_response(connection, MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return status;
}

static enum MHD_Result
answer_later(struct host *host, struct MHD_Connection *connection, size_t weight, void **waited)
{
	struct pending *pending = malloc(sizeof *pending);

	if (!pending)
		return MHD_NO;
	*pending = (struct pending){.connection = connection, .weight = weight};
	*waited = pending;
	backlog_add(&host->backlog, pending, clock_ns());
	MHD_suspend_connection(connection);
	return MHD_YES;
}

static enum MHD_Result
answer(void *self, struct MHD_Connection *connection, const char *url, const char *method,
       const char *version, const char *upload,
       size_t *upload_size, /* NOLINT: the library's type, not const */
       void **waited)
{
	struct host *host = self;
	bool is_page = url[0] == '/' && url[1] >= '0' && url[1] <= '9';
	uint64_t number = is_page ? strtoull(url + 1, NULL, 10) : 0;

	(void)version, (void)upload, (void)upload_size;
	if (strcmp(method, "GET") != 0)
		return MHD_NO;
	if (!*waited && host->backlog.delay_ns > 0)
		return answer_later(host, connection, 1 + number % host->spread, waited);
	if (is_page)
		return answer_page(host, connection, number);
	return MHD_queue_response(connection, MHD_HTTP_OK, host->response);
}

static void
forget(void *self, struct MHD_Connection *connection, void **waited,
       enum MHD_RequestTerminationCode why)
{
	(void)self, (void)connection, (void)why;
	free(*waited);
	*waited = NULL;
}

static void
resume_due(struct host *host)
{
	uint64_t now = clock_ns();
	const struct pending *due;

	while ((due = backlog_take(&host->backlog, now)))
		MHD_resume_connection(due->connection);
}

/* While hands are shaken for TLS, libmicrohttpd thinks that there is always something to do, and the
 * server would take a core from its clients: so it rests between turns that nothing called for. */
enum { REST_NS = 100000 };

/* until what is due first, but never longer than the daemon wants */
static struct timespec
patience(const struct host *host, struct MHD_Daemon *daemon)
{
	MHD_UNSIGNED_LONG_LONG milliseconds;
	uint64_t ns = 1000000000;
	uint64_t now = clock_ns();
	uint64_t due = backlog_due_ns(&host->backlog);

	if (MHD_get_timeout(daemon, &milliseconds) == MHD_YES && milliseconds * 1000000 < ns)
		ns = milliseconds ? milliseconds * 1000000 : host->rest_ns;
	if (due <= now)
		ns = 0;
	else if (due - now < ns)
		ns = due - now;
	return timespec_of(ns);
}

static void
serve(struct host *host, struct MHD_Daemon *daemon, bool tls)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
	struct pollfd ready = {.fd = info->epoll_fd, .events = POLLIN};

	for (;;) {
		struct timespec wait = patience(host, daemon);
		bool called = ppoll(&ready, 1, &wait, NULL) > 0;

		host->rest_ns = tls && !called ? REST_NS : 0;
		resume_due(host);
		MHD_run(daemon);
	}
}

/* a listening socket on a free loopback port, or -1; a campaign may open 1,000 at once, which
 * the daemon's own default backlog would turn away */
static int
listen_anywhere(unsigned *port)
{
	struct sockaddr_in address;
	int fd = listener_open(&address);

	if (fd < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
		return -1;
	*port = ntohs(address.sin_port);
	return fd;
}

/* the daemon on that socket, with HTTPS if there is a certificate */
static struct MHD_Daemon *
start(struct host *host, int fd, const struct certificate *certificate)
{
	struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_MEM_CERT, 0, certificate ? certificate->text : NULL},
		{MHD_OPTION_HTTPS_MEM_KEY, 0, certificate ? certificate->key : NULL},
		{MHD_OPTION_END, 0, NULL},
	};

	return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
	                                (certificate ? MHD_USE_TLS : 0),
	                        0,
	                        NULL,
	                        NULL,
	                        answer,
	                        host,
	                        MHD_OPTION_LISTEN_SOCKET,
	                        fd,
	                        MHD_OPTION_CONNECTION_LIMIT,
	                        16000U,
	                        MHD_OPTION_NOTIFY_COMPLETED,
	                        forget,
	                        NULL,
	                        MHD_OPTION_ARRAY,
	                        certificate ? tls : &tls[2],
	                        MHD_OPTION_END);
}

static struct MHD_Response *
response_of(size_t bytes)
{
	char *body = malloc(bytes + 1);

	if (!body)
		return NULL;
	memset(body, 'c', bytes);
	return MHD_create_response_from_buffer(bytes, body, MHD_RESPMEM_MUST_FREE);
}

/* nobody reads on after this */
static void
announce(unsigned port, const char *certificate)
{
	printf("http%s://127.0.0.1:%u/\n", *certificate ? "s" : "", port);
	if (*certificate)
		printf("%s\n", certificate);
	if (!freopen("/dev/null", "w", stdout))
		perror("http-server: /dev/null");
}

static int
complain(const char *what)
{
	fprintf(stderr, "http-server: %s: %s\n", what, strerror(errno));
	return 1;
}

/* what the command line asks for; false: it does not */
static bool
host_init(struct host *host, int argc, char **argv)
{
	if (argc != 5 && argc != 7)
		return false;
	*host = (struct host){.bytes = strtoull(argv[2], NULL, 10),
	                      .spread = argc == 7 ? strtoull(argv[6], NULL, 10) : 1};
	if (host->spread == 0)
		host->spread = 1;
	backlog_init(&host->backlog,
	             strtoull(argv[1], NULL, 10),
	             argc == 7 ? strtoull(argv[5], NULL, 10) : 0);
	return host->spread <= SERVER_SPREAD_MAX;
}

int
main(int argc, char **argv)
{
	struct host host;
	struct certificate certificate;
	struct MHD_Daemon *daemon;
	char path[64] = "";
	unsigned port;
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	signal(SIGPIPE, SIG_IGN);
	if (!host_init(&host, argc, argv)) {
		fprintf(stderr,
		        "usage: http-server DELAY_NS BYTES off|on PARENT [CAPACITY SPREAD]\n");
		return 2;
	}
	if (getppid() != (pid_t)strtol(argv[4], NULL, 10))
		return 1; /* it died before the kernel was told to tell us */
	host.response = response_of(host.bytes);
	if (!host.response)
		return complain("no memory for the answer");
	if (strcmp(argv[3], "on") == 0 &&
	    (certificate_make(&certificate) != 0 ||
	     certificate_publish(&certificate, path, sizeof path) != 0))
		return complain("cannot make a certificate");
	fd = listen_anywhere(&port);
	if (fd < 0)
		return complain("cannot listen on loopback");
	daemon = start(&host, fd, *path ? &certificate : NULL);
	if (!daemon)
		return complain("libmicrohttpd does not start");
	announce(port, path);
	serve(&host, daemon, *path);
}
