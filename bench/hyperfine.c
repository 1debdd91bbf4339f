#include "bench/hyperfine.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runners/clock.h"

/* in a process group of its own: so that all it started can be killed, and so that a Ctrl-C at the
 * terminal reaches us alone */
static int
start(const char *command, const char *scratch, pid_t *pid)
{
	const char *const arguments[] = {"hyperfine",
	                                 "-N",
	                                 "-r",
	                                 "1",
	                                 "-i",
	                                 "--style",
	                                 "none",
	                                 "--export-json",
	                                 scratch,
	                                 command,
	                                 NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
	error = posix_spawnp(pid,
	                     "hyperfine",
	                     &actions,
	                     &attributes,
	                     (char *const *)(uintptr_t)arguments,
	                     environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	errno = error;
	return error ? -1 : 0;
}

/* SIGCHLD is blocked, so that it waits to be taken: no polling beside a measurement */
static int
wait_for(pid_t pid, double limit_s, const volatile sig_atomic_t *interrupted)
{
	uint64_t deadline = clock_ns() + (uint64_t)(limit_s * 1e9);
	const struct timespec patience = {.tv_nsec = 200000000};
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	while (waitpid(pid, NULL, WNOHANG) == 0) {
		if (*interrupted || clock_ns() > deadline) {
			kill(-pid, SIGKILL);
			waitpid(pid, NULL, 0);
			errno = *interrupted ? EINTR : ETIMEDOUT;
			return -1;
		}
		sigtimedwait(&child, NULL, &patience);
	}
	return 0;
}

static int
read_result(const char *scratch, struct timing *timing)
{
	json_t *json = json_load_file(scratch, 0, NULL);
	json_t *result = json_array_get(json_object_get(json, "results"), 0);
	json_t *wall = json_array_get(json_object_get(result, "times"), 0);
	json_t *code = json_array_get(json_object_get(result, "exit_codes"), 0);
	int status = json_is_number(wall) ? 0 : -1;

	timing->wall_s = json_is_number(wall) ? json_number_value(wall) : (double)NAN;
	timing->exit_code = json_is_integer(code) ? (int)json_integer_value(code) : -1;
	json_decref(json);
	errno = EPROTO;
	return status;
}

int
hyperfine_time(const char *command, const char *scratch, double limit_s,
               const volatile sig_atomic_t *interrupted, struct timing *timing)
{
	sigset_t child;
	sigset_t before;
	pid_t pid;
	int status;

	*timing = (struct timing){.wall_s = (double)NAN, .exit_code = -1};
	unlink(scratch);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	status = start(command, scratch, &pid);
	if (status == 0)
		status = wait_for(pid, limit_s, interrupted);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status == 0 ? read_result(scratch, timing) : -1;
}
