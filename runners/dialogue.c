#include "runners/dialogue.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/clock.h"

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

int
dialogue_say(struct dialogue *d, const char *line)
{
	size_t left = strlen(line);
	ssize_t n;

	for (; left > 0; left -= (size_t)n, line += n) {
		n = write(d->in, line, left);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n < 0)
			return -1;
	}
	while ((n = write(d->in, "\n", 1)) < 0 && errno == EINTR)
		;
	return n == 1 ? 0 : -1;
}

static void
keep_words(struct dialogue *d)
{
	char more[DIALOGUE_WORDS_MAX];
	ssize_t n = read(d->err, more, sizeof more);
	size_t drop;

	if (n <= 0) {
		if (n == 0 || errno != EINTR)
			descriptor_close(&d->err);
		return;
	}
	drop = d->words_bytes + (size_t)n > DIALOGUE_WORDS_MAX
	               ? d->words_bytes + (size_t)n - DIALOGUE_WORDS_MAX
	               : 0;
	memmove(d->words, d->words + drop, d->words_bytes - drop);
	memcpy(d->words + d->words_bytes - drop, more, (size_t)n);
	d->words_bytes += (size_t)n - drop;
	d->words[d->words_bytes] = '\0';
}

static void
keep_text(struct dialogue *d)
{
	ssize_t n = read(d->out, d->text + d->heard, sizeof d->text - d->heard);

	if (n > 0)
		d->heard += (size_t)n;
	else if (n == 0 || errno != EINTR)
		descriptor_close(&d->out);
}

static int
milliseconds_until(uint64_t deadline_ns)
{
	const uint64_t now = clock_ns();

	if (deadline_ns == UINT64_MAX)
		return -1;
	return deadline_ns <= now ? 0 : (int)((deadline_ns - now) / 1000000 + 1);
}

/* wait until the program has written something, or has ended; false: the deadline has passed */
static bool
attend(struct dialogue *d, uint64_t deadline_ns)
{
	struct pollfd ready[] = {{.fd = d->heard < sizeof d->text ? d->out : -1, .events = POLLIN},
	                         {.fd = d->err, .events = POLLIN},
	                         {.fd = d->ended ? -1 : d->process, .events = POLLIN}};
	const int n = poll(ready, 3, d->ended ? 0 : milliseconds_until(deadline_ns));

	if (n < 0)
		return errno == EINTR;
	if (ready[1].revents)
		keep_words(d);
	if (ready[0].revents)
		keep_text(d);
	/* Its group ends with it; what they wrote is still in the pipes, and is read first. The group
	 * has this number for as long as the program is not reaped. */
	if (ready[2].revents)
		kill(-d->pid, SIGKILL);
	if (ready[2].revents && !ready[0].revents && !ready[1].revents)
		d->ended = waitpid(d->pid, &d->status, 0) == d->pid;
	return n > 0;
}

static char *
nothing(int error)
{
	errno = error;
	return NULL;
}

static void
make_room(struct dialogue *d)
{
	d->heard -= d->begin;
	memmove(d->text, d->text + d->begin, d->heard);
	d->begin = 0;
}

char *
dialogue_hear(struct dialogue *d, uint64_t deadline_ns)
{
	char *line;
	char *end;

	while (!(end = memchr(d->text + d->begin, '\n', d->heard - d->begin))) {
		make_room(d);
		if (d->heard == sizeof d->text)
			return nothing(EMSGSIZE);
		if (d->out < 0 || d->ended)
			return nothing(ENODATA);
		if (!attend(d, deadline_ns))
			return nothing(ETIMEDOUT);
	}
	*end = '\0';
	line = d->text + d->begin;
	d->begin = (size_t)(end - d->text) + 1;
	return line;
}

void
dialogue_await_end(struct dialogue *d, uint64_t deadline_ns)
{
	descriptor_close(&d->in);
	while (!d->ended) {
		d->begin = d->heard = 0; /* it may go on writing */
		if (!attend(d, deadline_ns))
			return;
	}
}

void
dialogue_end(struct dialogue *d)
{
	descriptor_close(&d->in);
	if (d->pid > 0 && !d->ended) {
		kill(-d->pid, SIGKILL);
		while (waitpid(d->pid, &d->status, 0) < 0 && errno == EINTR)
			;
		d->ended = true;
	}
	descriptor_close(&d->out);
	descriptor_close(&d->err);
	descriptor_close(&d->process);
	descriptor_close(&d->life);
}
