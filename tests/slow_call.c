#include "tests/slow_call.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "runners/clock.h"

static const struct timespec slow = {.tv_nsec = SLOW_NS};

/* fresh for each call that waits for help */
static int ends[2];

static void
seam_sleep(void)
{
	nanosleep(&slow, NULL);
}

static void
kernel_sleep(void)
{
	syscall(SYS_nanosleep, &slow, NULL);
}

static void
kernel_poll(void)
{
	struct pollfd one = {.fd = ends[0], .events = POLLIN};

	syscall(SYS_ppoll, &one, 1, NULL, NULL, (size_t)8);
}

/* stdio reads by a name that is libc's own secret */
static void
read_a_line(void)
{
	FILE *file = fdopen(dup(ends[0]), "r");
	char line[4];

	if (!file || !fgets(line, sizeof line, file))
		perror("# fgets");
	if (file)
		fclose(file);
}

/* no call at all: nothing takes the core from a coroutine that computes */
static void
compute(void)
{
	const uint64_t end_ns = clock_ns() + SLOW_NS;

	while (clock_ns() < end_ns)
		;
}

static void
write_a_line(void)
{
	if (write(ends[1], "\n", 1) != 1)
		perror("# write");
}

const struct slow_call slow_calls[] = {
	{"nanosleep", seam_sleep, NULL, NULL},
	{"a sleep by system call", kernel_sleep, NULL, "blocked in nanosleep"},
	{"a poll by system call", kernel_poll, write_a_line, "blocked in ppoll"},
	{"fgets", read_a_line, write_a_line, "blocked in read"},
	{"computing", compute, NULL, "computed"},
	{.name = NULL},
};

static void *
help_late(void *call)
{
	nanosleep(&slow, NULL);
	((const struct slow_call *)call)->help();
	return NULL;
}

static void
make_with_help(const struct slow_call *call)
{
	pthread_t helper;

	if (pipe2(ends, O_CLOEXEC) != 0) {
		perror("# pipe");
		return;
	}
	if (pthread_create(&helper, NULL, help_late, (void *)(uintptr_t)call) == 0) {
		call->act();
		pthread_join(helper, NULL);
	}
	close(ends[0]);
	close(ends[1]);
}

void
slow_call_make(const struct slow_call *call)
{
	if (call->help)
		make_with_help(call);
	else
		call->act();
}
