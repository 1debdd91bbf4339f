/*
 * Between vfork and exec the child runs in the memory and on the stack of the
 * parent, which waits; what it does there must leave no trace. So it makes calls to
 * the kernel alone, and none by way of the seam, which would note them as the
 * parent's. posix_spawn does the same, but knows no way to have a child killed when
 * its parent is, and a worker that is killed must leave no program behind.
 */
#include "workloads/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* the pipes: to it, from it, and one that says why there is no program. That one ends when there is. */
enum { IN, OUT, REPORT, PIPES };

static void
pipes_close(int ends[PIPES][2])
{
	for (int k = 0; k < 2 * PIPES; k++)
		if (ends[k / 2][k % 2] >= 0)
			close(ends[k / 2][k % 2]);
}

/* Nobody who is started meanwhile gets an end. None is 0, 1 or 2, onto which another may be put. The calls go to
 * the kernel, or else ThreadSanitizer, which does not see the seam's close, would take a descriptor for the one that
 * had its number before, in another thread. */
static int
pipes_open(int ends[PIPES][2])
{
	for (int k = 0; k < 2 * PIPES; k++)
		ends[k / 2][k % 2] = -1;
	for (int k = 0; k < PIPES; k++)
		if (syscall(SYS_pipe2, ends[k], O_CLOEXEC) != 0)
			return -1;
	for (int k = 0; k < 2 * PIPES; k++) {
		int *end = &ends[k / 2][k % 2];
		int low = *end;

		if (low > STDERR_FILENO)
			continue;
		*end = fcntl(low, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		close(low);
		if (*end < 0)
			return -1;
	}
	return 0;
}

/* as a shell would have them: we may ignore a broken pipe, and so would it */
static void
signals_reset(void)
{
	const struct sigaction preset = {.sa_handler = SIG_DFL};
	sigset_t none;

	sigaction(SIGPIPE, &preset, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* be the program; the process ends if there is none */
__attribute__((noreturn, noinline)) static void
become(char *const arguments[], int ends[PIPES][2], pid_t parent)
{
	int error;

	syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	signals_reset();
	if (syscall(SYS_dup3, ends[IN][0], STDIN_FILENO, 0) >= 0 &&
	    syscall(SYS_dup3, ends[OUT][1], STDOUT_FILENO, 0) >= 0)
		execvp(arguments[0], arguments);
	error = errno;
	syscall(SYS_write, ends[REPORT][1], &error, sizeof error);
	_exit(1);
}

/* a process for it; as vfork(2) */
static pid_t
launch(char *const arguments[], int ends[PIPES][2])
{
	const pid_t parent = getpid();
	const pid_t process = vfork(); // NOLINT(clang-analyzer-security.insecureAPI.vfork)

	if (process == 0)
		become(arguments, ends, parent); // NOLINT(clang-analyzer-unix.Vfork)
	return process;
}

/* 0, or what the report says */
static int
report_read(int report)
{
	int error = 0;
	ssize_t got;

	do
		got = read(report, &error, sizeof error);
	while (got < 0 && errno == EINTR);
	return got == sizeof error ? error : 0;
}

int
filter_start(struct filter *f, char *const arguments[])
{
	int ends[PIPES][2];
	int error;

	if (pipes_open(ends) != 0) {
		error = errno;
		pipes_close(ends);
		errno = error;
		return -1;
	}
	f->process = launch(arguments, ends);
	error = f->process < 0 ? errno : 0;
	close(ends[IN][0]);
	close(ends[OUT][1]);
	close(ends[REPORT][1]);
	f->to = ends[IN][1];
	f->from = ends[OUT][0];
	if (error == 0)
		error = report_read(ends[REPORT][0]);
	close(ends[REPORT][0]);
	if (error == 0)
		return 0;
	filter_await(f);
	errno = error;
	return -1;
}

void
filter_close(struct filter *f)
{
	if (f->to >= 0)
		close(f->to);
	f->to = -1;
}

int
filter_await(struct filter *f)
{
	int status = -1;
	pid_t got;

	filter_close(f);
	close(f->from);
	if (f->process < 0)
		return -1;
	do
		got = waitpid(f->process, &status, 0);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -1 : status;
}

void
filter_kill(struct filter *f)
{
	kill(f->process, SIGKILL);
	filter_await(f);
}
