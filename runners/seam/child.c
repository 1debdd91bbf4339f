/*
 * Waiting for children. A process is watched by a descriptor; where there is
 * none to be had, and of several processes at once, one looks again after a
 * moment: a helper would be held up for as long as the child lives, and there
 * are few helpers.
 */
#include <errno.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/seam/waiting.h"

/* from the first look to the next, twice as long each time */
enum { FIRST_NS = 500000, LAST_NS = 10000000 };

/* whoever is waited for, and how */
struct watch {
	pid_t pid;  /* 0: nobody in particular */
	int fd;     /* -1: not opened */
	bool stops; /* also for a child that stops: its descriptor would not say */
	uint64_t moment_ns;
};

/* libc has no pidfd_open before 2.36 */
static struct watch
watch_of(pid_t pid, int options)
{
	return (struct watch){.pid = pid,
	                      .fd = pid > 0 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1,
	                      .stops = options & (WUNTRACED | WCONTINUED),
	                      .moment_ns = FIRST_NS};
}

/* wait until it is worth another look */
static void
watch_wait(struct watch *w)
{
	uint64_t next = clock_ns() + w->moment_ns;

	w->moment_ns = w->moment_ns < LAST_NS ? w->moment_ns * 2 : LAST_NS;
	if (w->fd < 0 ||
	    (blocking_model->ready(w->fd, POLLIN, w->stops ? next : NEVER) != 0 && errno != EAGAIN))
		blocking_model->sleep_until(next);
}

static void
watch_end(const struct watch *w)
{
	int error = errno;

	if (w->fd >= 0)
		close(w->fd);
	errno = error;
}

static pid_t
kernel_wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
	return (pid_t)WAITING(syscall(SYS_wait4, pid, status, options, usage));
}

pid_t
wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
	struct watch w;
	pid_t got;

	if (!modelled() || options & WNOHANG)
		return kernel_wait4(pid, status, options, usage);
	got = kernel_wait4(pid, status, options | WNOHANG, usage);
	if (got != 0)
		return got;
	w = watch_of(pid, options);
	do
		watch_wait(&w);
	while ((got = kernel_wait4(pid, status, options | WNOHANG, usage)) == 0);
	watch_end(&w);
	return got;
}

pid_t
waitpid(pid_t pid, int *status, int options)
{
	return wait4(pid, status, options, NULL);
}

pid_t
wait3(int *status, int options, struct rusage *usage)
{
	return wait4(-1, status, options, usage);
}

pid_t
wait(int *status)
{
	return wait4(-1, status, 0, NULL);
}

static int
kernel_waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
	return (int)WAITING(syscall(SYS_waitid, type, id, info, options, NULL));
}

/* 1: somebody was found, 0: not yet, -1: error */
static int
look(idtype_t type, id_t id, siginfo_t *info, int options)
{
	info->si_pid = 0;
	if (kernel_waitid(type, id, info, options | WNOHANG) != 0)
		return -1;
	return info->si_pid != 0;
}

int
waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
	siginfo_t unwanted;
	siginfo_t *into = info ? info : &unwanted;
	struct watch w;
	int found;

	if (!modelled() || options & WNOHANG)
		return kernel_waitid(type, id, info, options);
	found = look(type, id, into, options);
	if (found == 0) {
		w = watch_of(type == P_PID ? (pid_t)id : 0, options & (WSTOPPED | WCONTINUED));
		do
			watch_wait(&w);
		while ((found = look(type, id, into, options)) == 0);
		watch_end(&w);
	}
	return found > 0 ? 0 : -1;
}
