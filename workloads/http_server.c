/*
 * http-server DELAY_NS BYTES off|on PARENT: answers every GET on a free loopback
 * port after the delay, with so many bytes; "on" is HTTPS. libmicrohttpd speaks
 * HTTP; a request is suspended until it is due, so one thread holds any number
 * of them. To standard output goes a line with the URL, and for HTTPS one with
 * the file that has the server's certificate; then it is closed. The server
 * ends with the process that started it.
 */
#include "runners/clock.h"
#include "workloads/certificate.h"

#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* a request that waits; the delay is the same for all, so they are due in the order they came */
struct waiting {
	struct MHD_Connection *connection;
	uint64_t due_ns;
	struct waiting *next;
};

struct server {
	uint64_t delay_ns;
	uint64_t rest_ns; /* before a turn that the daemon wants at once */
	struct MHD_Response *response;
	struct waiting *first, **last;
};

static enum MHD_Result
answer(void *self, struct MHD_Connection *connection, const char *url, const char *method,
       const char *version, const char *upload,
       size_t *upload_size, /* NOLINT: the library's type, not const */
       void **waited)
{
	struct server *server = self;
	struct waiting *waiting;

	(void)url, (void)version, (void)upload, (void)upload_size;
	if (strcmp(method, "GET") != 0)
		return MHD_NO;
	if (*waited || server->delay_ns == 0)
		return MHD_queue_response(connection, MHD_HTTP_OK, server->response);
	waiting = malloc(sizeof *waiting);
	if (!waiting)
		return MHD_NO;
	*waiting = (struct waiting){connection, clock_ns() + server->delay_ns, NULL};
	*waited = waiting;
	*server->last = waiting;
	server->last = &waiting->next;
	MHD_suspend_connection(connection);
	return MHD_YES;
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
resume_due(struct server *server)
{
	uint64_t now = clock_ns();

	while (server->first && server->first->due_ns <= now) {
		struct waiting *due = server->first;

		server->first = due->next;
		if (!server->first)
			server->last = &server->first;
		MHD_resume_connection(due->connection);
	}
}

/* While hands are shaken for TLS, libmicrohttpd thinks that there is always something to do, and the
 * server would take a core from its clients: so it rests between turns that nothing called for. */
enum { REST_NS = 100000 };

/* until what is due first, but never longer than the daemon wants */
static struct timespec
patience(const struct server *server, struct MHD_Daemon *daemon)
{
	MHD_UNSIGNED_LONG_LONG milliseconds;
	uint64_t ns = 1000000000;
	uint64_t now = clock_ns();

	if (MHD_get_timeout(daemon, &milliseconds) == MHD_YES && milliseconds * 1000000 < ns)
		ns = milliseconds ? milliseconds * 1000000 : server->rest_ns;
	if (server->first && server->first->due_ns <= now)
		ns = 0;
	else if (server->first && server->first->due_ns - now < ns)
		ns = server->first->due_ns - now;
	return (struct timespec){(time_t)(ns / 1000000000), (long)(ns % 1000000000)};
}

static void
serve(struct server *server, struct MHD_Daemon *daemon, bool tls)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
	struct pollfd ready = {.fd = info->epoll_fd, .events = POLLIN};

	for (;;) {
		struct timespec wait = patience(server, daemon);
		bool called = ppoll(&ready, 1, &wait, NULL) > 0;

		server->rest_ns = tls && !called ? REST_NS : 0;
		resume_due(server);
		MHD_run(daemon);
	}
}

/* a listening socket on a free loopback port, or -1; a campaign may open 1,000 at once, which
 * the daemon's own default backlog would turn away */
static int
listen_anywhere(unsigned *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, 4096) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) != 0)
		return -1;
	*port = ntohs(address.sin_port);
	return fd;
}

/* the daemon on that socket, with HTTPS if there is a certificate */
static struct MHD_Daemon *
start(struct server *server, int fd, const struct certificate *certificate)
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
	                        server,
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

int
main(int argc, char **argv)
{
	struct server server = {.first = NULL, .last = &server.first};
	struct certificate certificate;
	struct MHD_Daemon *daemon;
	char path[64] = "";
	unsigned port;
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	signal(SIGPIPE, SIG_IGN);
	if (argc != 5) {
		fprintf(stderr, "usage: http-server DELAY_NS BYTES off|on PARENT\n");
		return 2;
	}
	if (getppid() != (pid_t)strtol(argv[4], NULL, 10))
		return 1; /* it died before the kernel was told to tell us */
	server.delay_ns = strtoull(argv[1], NULL, 10);
	server.response = response_of(strtoull(argv[2], NULL, 10));
	if (!server.response)
		return complain("no memory for the answer");
	if (strcmp(argv[3], "on") == 0 &&
	    (certificate_make(&certificate) != 0 ||
	     certificate_publish(&certificate, path, sizeof path) != 0))
		return complain("cannot make a certificate");
	fd = listen_anywhere(&port);
	if (fd < 0)
		return complain("cannot listen on loopback");
	daemon = start(&server, fd, *path ? &certificate : NULL);
	if (!daemon)
		return complain("libmicrohttpd does not start");
	announce(port, path);
	serve(&server, daemon, *path);
}
