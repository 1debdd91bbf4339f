/*
 * Who asks, and whether somebody else still lives, by /proc. All calls are raw: none is to suspend
 * the coroutine that makes them.
 */
#include "runners/sync/holder.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

_Thread_local struct holder holder_thread;

static void
forget(void)
{
	holder_thread.thread = 0;
}

static void
forget_in_children(void)
{
	pthread_atfork(NULL, NULL, forget);
}

void
holder_learn(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct timespec now;

	pthread_once(&once, forget_in_children);
	clock_gettime(CLOCK_BOOTTIME, &now);
	holder_thread.seen_ns = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec + 1;
	holder_thread.thread = (uint32_t)syscall(SYS_gettid);
}

/* what the kernel says of a thread, from the state on; NULL if it says nothing */
static const char *
read_state(uint32_t thread, char *line, size_t size)
{
	char path[32];
	const char *name_ends;
	ssize_t length = -1;
	int fd;

	snprintf(path, sizeof path, "/proc/%u/stat", thread);
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
	if (fd >= 0) {
		length = syscall(SYS_read, fd, line, size - 1);
		syscall(SYS_close, fd);
	}
	if (length <= 0)
		return NULL;
	line[length] = '\0';
	name_ends = strrchr(line, ')');
	return name_ends && name_ends[1] == ' ' ? name_ends + 2 : NULL;
}

/* when it was started, to the tick, which is rounded down */
static uint64_t
started_ns(const char *state)
{
	enum { FIELDS_BETWEEN = 19 };
	const uint64_t ticks_per_s = (uint64_t)sysconf(_SC_CLK_TCK);

	for (int k = 0; k < FIELDS_BETWEEN && state; k++) {
		state = strchr(state, ' ');
		state += state != NULL;
	}
	return state ? strtoull(state, NULL, 10) * (1000000000 / ticks_per_s) : 0;
}

bool
holder_died(uint32_t thread, uint64_t seen_ns)
{
	const int before = errno;
	char line[512];
	const char *state;
	bool died;

	if (syscall(SYS_tkill, thread, 0) != 0 && errno == ESRCH) {
		died = true;
	} else {
		state = read_state(thread, line, sizeof line);
		died = state && (strchr("ZXx", *state) != NULL ||
		                 (seen_ns > 0 && started_ns(state) > seen_ns));
	}
	errno = before;
	return died;
}
