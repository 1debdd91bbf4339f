#include "workloads/server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workloads/workload.h"

static int
find_program(char *path, size_t size)
{
	static const char name[] = "http-server";
	ssize_t length = readlink("/proc/self/exe", path, size - sizeof name);

	if (length < 0)
		return -1;
	path[length] = '\0';
	memcpy(strrchr(path, '/') + 1, name, sizeof name);
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

int
server_start(struct server *server, uint64_t delay_ns, uint64_t bytes, bool tls)
{
	char path[4096], delay[32], size[32], speaks[4], parent[32];
	char *arguments[] = {path, delay, size, speaks, parent, NULL};
	bool started;
	int ends[2];
	int error;

	if (find_program(path, sizeof path) != 0 || pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	snprintf(delay, sizeof delay, "%llu", (unsigned long long)delay_ns);
	snprintf(size, sizeof size, "%llu", (unsigned long long)bytes);
	snprintf(speaks, sizeof speaks, "%s", tls ? "on" : "off");
	snprintf(parent, sizeof parent, "%d", (int)getpid());
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
