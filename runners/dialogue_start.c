/*
 * How the program of a dialogue is started: its pipes, its group, and what ties its life to ours.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runners/dialogue.h"

/* the program's standard streams, and then the end of the pipe that it lives by */
enum { LIFELINE = 3, PIPES };

static void
descriptor_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* The program reads from the first and the last; of the others we do. */
static int
pipes_open(int ends[PIPES][2])
{
	memset(ends, -1, PIPES * sizeof *ends);
	for (int k = 0; k < PIPES; k++)
		if (pipe2(ends[k], O_CLOEXEC) != 0)
			return -1;
	return 0;
}

static void
pipes_close(int ends[PIPES][2])
{
	for (int k = 0; k < PIPES; k++) {
		descriptor_close(&ends[k][0]);
		descriptor_close(&ends[k][1]);
	}
}

static bool
program_reads(int stream)
{
	return stream == STDIN_FILENO || stream == LIFELINE;
}

/* in a group of its own, and with the signals that a shell would give it; 0, or what is wrong */
static int
spawn(pid_t *pid, const char *const arguments[], int ends[PIPES][2])
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t ours;
	int error;

	posix_spawn_file_actions_init(&actions);
	for (int k = 0; k < PIPES; k++)
		posix_spawn_file_actions_adddup2(&actions, ends[k][program_reads(k) ? 0 : 1], k);
	sigemptyset(&ours);
	sigaddset(&ours, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &ours);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
	error = posix_spawnp(
		pid, arguments[0], &actions, &attributes, (char **)(uintptr_t)arguments, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

/* The end that the group has open is also ours still: it is the same open file. */
static int
tie_lives(int lifeline, pid_t group)
{
	if (fcntl(lifeline, F_SETSIG, SIGKILL) != 0 || fcntl(lifeline, F_SETOWN, -group) != 0)
		return -1;
	return fcntl(lifeline, F_SETFL, O_ASYNC);
}

/* A pipe of ours must not be what a dup2 in the program is aimed at. */
static int
pipes_lift(int ends[PIPES][2])
{
	for (int k = 0; k < 2 * PIPES; k++) {
		int *fd = &ends[k / 2][k % 2];
		int lifted = *fd < PIPES ? fcntl(*fd, F_DUPFD_CLOEXEC, PIPES) : *fd;

		if (lifted < 0)
			return -1;
		if (lifted != *fd)
			close(*fd);
		*fd = lifted;
	}
	return 0;
}

int
dialogue_start(struct dialogue *d, const char *const arguments[])
{
	int ends[PIPES][2];
	int error = 0;

	d->pid = 0;
	d->ended = false;
	d->begin = d->heard = d->words_bytes = 0;
	d->process = d->in = d->out = d->err = d->life = -1;
	if (pipes_open(ends) != 0 || pipes_lift(ends) != 0)
		error = errno;
	else
		error = spawn(&d->pid, arguments, ends);
	if (error == 0) {
		d->process = (int)syscall(SYS_pidfd_open, d->pid, 0);
		d->in = ends[STDIN_FILENO][1];
		d->out = ends[STDOUT_FILENO][0];
		d->err = ends[STDERR_FILENO][0];
		d->life = ends[LIFELINE][1];
		if (d->process < 0 || tie_lives(ends[LIFELINE][0], d->pid) != 0)
			error = errno;
		ends[STDIN_FILENO][1] = ends[STDOUT_FILENO][0] = -1;
		ends[STDERR_FILENO][0] = ends[LIFELINE][1] = -1;
	}
	pipes_close(ends);
	if (error == 0)
		return 0;
	dialogue_end(d);
	errno = error;
	return -1;
}
