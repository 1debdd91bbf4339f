#include "bench/software.h"

#include <errno.h>
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/kernel.h"

/* The build says with which flags. */
#ifdef CONVOY_COMPILER_FLAGS
static const char *const compiler_flags = CONVOY_COMPILER_FLAGS;
#else
static const char *const compiler_flags = NULL;
#endif

#ifdef __clang__
static const char compiler[] = __VERSION__; /* "Debian Clang 14.0.6" */
#else
static const char compiler[] = "gcc " __VERSION__;
#endif

/* Starts a program whose standard output is fd and whose complaints nobody hears; or -1. */
static pid_t
program_start(char *const argv[], int fd)
{
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return -1;
	if (posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO) != 0 ||
	    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) !=
	            0 ||
	    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) !=
	            0 ||
	    posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) != 0)
		pid = -1;
	posix_spawn_file_actions_destroy(&actions);
	return pid;
}

/* Reads all, so that the program does not die of what it could not write; keeps what fits. */
static void
text_read(int fd, char *text, size_t size)
{
	size_t length = 0;
	char rest[512];
	ssize_t n;

	while (length < size - 1 && (n = read(fd, text + length, size - 1 - length)) > 0)
		length += (size_t)n;
	text[length] = '\0';
	while (read(fd, rest, sizeof(rest)) > 0)
		;
}

/* The first line that a program prints; -1 if it cannot be run or fails. */
static int
program_line(char *const argv[], char *line, size_t size)
{
	int ends[2], status = -1;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	pid = program_start(argv, ends[1]);
	close(ends[1]);
	if (pid > 0) {
		text_read(ends[0], line, size);
		line[strcspn(line, "\n")] = '\0';
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	close(ends[0]);
	return status == 0 ? 0 : -1;
}

/* "hyperfine 1.15.0" is "1.15.0" */
static json_t *
program_version(const char *name)
{
	char program[32], option[] = "--version", line[128];
	char *const argv[] = {program, option, NULL};
	const char *version;

	snprintf(program, sizeof(program), "%s", name);
	if (program_line(argv, line, sizeof(line)) != 0)
		return json_null();
	version = strpbrk(line, "0123456789");
	return json_string(version ? version : line);
}

/* Adds the commit of the source tree that holds this program, and if it was changed since. */
static void
commit_describe(json_t *o)
{
	char git[] = "git", c[] = "-C", parse[] = "rev-parse", head[] = "HEAD", status[] = "status";
	char porcelain[] = "--porcelain", tracked[] = "--untracked-files=no";
	char folder[4096] = "", commit[64] = "", change[64] = "";
	char *const asks_commit[] = {git, c, folder, parse, head, NULL};
	char *const asks_changes[] = {git, c, folder, status, porcelain, tracked, NULL};
	ssize_t n = readlink("/proc/self/exe", folder, sizeof(folder) - 1);
	char *slash = strrchr(folder, '/');
	bool known = n > 0 && slash;

	if (known)
		slash[1] = '\0';
	known = known && program_line(asks_commit, commit, sizeof(commit)) == 0;
	json_object_set_new(o, "commit", known ? json_string(commit) : json_null());
	known = known && program_line(asks_changes, change, sizeof(change)) == 0;
	json_object_set_new(o, "commit_dirty", known ? json_boolean(change[0]) : json_null());
}

static json_t *
distribution(void)
{
	char name[128], *start = name;

	if (kernel_field("/etc/os-release", "PRETTY_NAME", name, sizeof(name)) != 0)
		return json_null();
	start += strspn(start, "\"'");
	start[strcspn(start, "\"'")] = '\0';
	return json_string(start);
}

void
software_describe(json_t *o)
{
	char libc[64];

	snprintf(libc, sizeof(libc), "glibc %s", gnu_get_libc_version());
	json_object_set_new(o, "distribution", distribution());
	json_object_set_new(o, "libc", json_string(libc));
	json_object_set_new(o, "compiler", json_string(compiler));
	json_object_set_new(
		o, "compiler_flags", compiler_flags ? json_string(compiler_flags) : json_null());
	json_object_set_new(o, "hyperfine_version", program_version("hyperfine"));
	json_object_set_new(o, "gnuplot_version", program_version("gnuplot"));
	commit_describe(o);
}
