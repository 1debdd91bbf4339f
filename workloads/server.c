#include "workloads/server.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workloads/workload.h"

/* what begins the fragment of our own server's URL, which is never sent: it tells a run that was given
 * the URL by a campaign that no answer can come before the delay is over */
#define OURS "#convoy"

/* path becomes that of the server: beside this program, or where its tests lie a folder deeper, above */
static int
find_program(char *path, size_t size)
{
	static const char name[] = "http-server";
	ssize_t length = readlink("/proc/self/exe", path, size - sizeof name);
	char *slash;

	if (length < 0)
		return -1;
	path[length] = '\0';
	slash = strrchr(path, '/');
	memcpy(slash + 1, name, sizeof name);
	if (access(path, X_OK) == 0)
		return 0;
	*slash = '\0';
	slash = strrchr(path, '/');
	if (slash)
		memcpy(slash + 1, name, sizeof name);
	return 0;
}

/* start it with its output going into the pipe; 0, or what is wrong */
static int
spawn(pid_t *process, char *const arguments[], const int ends[2])
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	/* a group of its own: Ctrl-C is for us, and we end it */
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
	error = posix_spawn(process, arguments[0], &actions, &attributes, arguments, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

/* what it says until it has no more to say; false: nothing that we understand */
static bool
listen_to(int fd, struct server *server)
{
	char text[256];
	size_t length = 0;
	ssize_t got;

	while ((got = read(fd, text + length, sizeof text - 1 - length)) > 0)
		length += (size_t)got;
	text[length] = '\0';
	server->certificate[0] = '\0';
	return sscanf(text, "%63s %63s", server->url, server->certificate) >= 1;
}

static void
write_number(char *text, size_t size, uint64_t number)
{
	snprintf(text, size, "%" PRIu64, number);
}

int
server_start(struct server *server, const struct server_plan *plan)
{
	char path[4096], delay[24], size[24], parent[24], capacity[24], spread[24];
	char speaks[4] = "off";
	char *arguments[] = {path, delay, size, speaks, parent, capacity, spread, NULL};
	bool started;
	int ends[2];
	int error;

	if (find_program(path, sizeof path) != 0 || pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	write_number(delay, sizeof delay, plan->delay_ns);
	write_number(size, sizeof size, plan->bytes);
	write_number(parent, sizeof parent, (uint64_t)getpid());
	write_number(capacity, sizeof capacity, plan->capacity);
	write_number(spread, sizeof spread, plan->spread);
	if (plan->tls)
		memcpy(speaks, "on", sizeof "on");
	error = spawn(&server->process, arguments, ends);
	close(ends[1]);
	started = error == 0 && listen_to(ends[0], server);
	close(ends[0]);
	if (error)
		return workload_fail("cannot start %s: %s", path, strerror(error));
	if (started)
		return 0;
	server_end(server->process);
	return workload_fail("the HTTP server did not start");
}

void
server_end(pid_t process)
{
	kill(process, SIGTERM);
	waitpid(process, NULL, 0);
}

int
server_provide(const struct server_plan *plan, const char *path, struct value *url,
               struct value *certificate)
{
	struct server server;
	char *text;

	url->number = 0;
	if (url->text)
		return 0;
	if (server_start(&server, plan) != 0)
		return -1;
	if (asprintf(&text, "%s%s" OURS, server.url, path) < 0) {
		server_end(server.process);
		return -1;
	}
	*url = (struct value){.text = text, .number = (uint64_t)server.process};
	if (!certificate || !*server.certificate)
		return 0;
	certificate->text = strdup(server.certificate);
	if (certificate->text)
		return 0;
	server_release(url, NULL);
	return -1;
}

void
server_release(struct value *url, struct value *certificate)
{
	if (!url->number)
		return;
	server_end((pid_t)url->number);
	free(url->text);
	*url = (struct value){.text = NULL};
	if (!certificate)
		return;
	free(certificate->text);
	certificate->text = NULL;
}

bool
server_is_ours(const struct value *url)
{
	return url->text && strstr(url->text, OURS);
}
