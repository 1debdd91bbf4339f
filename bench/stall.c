#include "bench/stall.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "runners/clock.h"
#include "runners/tally.h"

/* shorter ones are the ordinary business of a loop, and of a machine */
enum { STALL_LEAST_NS = 5000000 };

struct stall_watch {
	const struct tally *tally;
	struct stall longest;
	struct seen {
		uint64_t since_ns;
		uint32_t beats;
		bool begun;
	} seen[PULSES];
};

struct stall_watch *
stall_watch_open(const struct tally *tally)
{
	struct stall_watch *w =
		mmap(NULL, sizeof *w, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (w == MAP_FAILED)
		return NULL;
	w->tally = tally;
	return w;
}

/* what a thread does: the kernel says "running", or the number of the call, six arguments, the
 * stack pointer and the place; the number is -1 in a page fault and the like */
static void
thread_look(pid_t thread, struct stall *stall)
{
	char path[64];
	unsigned long long at;
	long call;
	FILE *file;

	stall->call = -1;
	snprintf(path, sizeof path, "/proc/%d/syscall", (int)thread);
	file = fopen(path, "re");
	if (!file)
		return;
	if (fscanf(file, "%ld %*s %*s %*s %*s %*s %*s %*s %llx", &call, &at) == 2) {
		stall->call = call;
		stall->at = (uintptr_t)at;
	}
	fclose(file);
}

static void
pulse_look(struct stall_watch *w, const struct pulse *p, struct seen *seen)
{
	const uint64_t now = clock_ns();
	const uint64_t task = p->task;
	struct stall stall;

	if (task == IN_LOOP || !seen->begun || seen->beats != p->beats) {
		*seen = (struct seen){.since_ns = now, .beats = p->beats, .begun = task != IN_LOOP};
		return;
	}
	stall = (struct stall){.ns = now - seen->since_ns, .task = task};
	if (stall.ns < STALL_LEAST_NS || stall.ns <= w->longest.ns)
		return;
	thread_look(p->thread, &stall);
	/* it may have gone on while we looked */
	if (p->beats == seen->beats && p->task == task)
		w->longest = stall;
}

void
stall_watch_look(void *watch)
{
	struct stall_watch *w = watch;

	for (size_t k = 0; k < PULSES && w->tally->pulse[k].thread; k++)
		pulse_look(w, &w->tally->pulse[k], &w->seen[k]);
}

struct stall
stall_watch_close(struct stall_watch *w)
{
	struct stall longest = w->longest;

	munmap(w, sizeof *w);
	return longest;
}

/* of the calls that block where the seam does not reach */
static const char *
call_name(long call)
{
	static const struct {
		long call;
		const char *name;
	} names[] = {
		{SYS_nanosleep, "nanosleep"},
		{SYS_clock_nanosleep, "clock_nanosleep"},
		{SYS_read, "read"},
		{SYS_write, "write"},
		{SYS_pread64, "pread"},
		{SYS_pwrite64, "pwrite"},
		{SYS_readv, "readv"},
		{SYS_writev, "writev"},
		{SYS_ppoll, "ppoll"},
		{SYS_pselect6, "pselect"},
		{SYS_futex, "futex: a lock or condition"},
		{SYS_wait4, "wait4"},
		{SYS_waitid, "waitid"},
		{SYS_recvfrom, "recvfrom"},
		{SYS_sendto, "sendto"},
		{SYS_connect, "connect"},
		{SYS_openat, "openat"},
		{SYS_flock, "flock"},
		{SYS_fsync, "fsync"},
		{SYS_epoll_pwait, "epoll_pwait"},
#ifdef SYS_poll
		{SYS_poll, "poll"},
		{SYS_select, "select"},
		{SYS_epoll_wait, "epoll_wait"},
#endif
	};

	for (size_t k = 0; k < sizeof names / sizeof *names; k++)
		if (names[k].call == call)
			return names[k].name;
	return NULL;
}

void
stall_describe(const struct stall *s, char *text, size_t size)
{
	const char *name = call_name(s->call);
	Dl_info from = {.dli_sname = NULL};
	char number[40];

	if (s->call < 0) {
		snprintf(text, size, "task %llu computed", (unsigned long long)s->task);
		return;
	}
	snprintf(number, sizeof number, "system call %ld", s->call);
	/* libc's own names for the call say no more than its number does */
	dladdr((void *)s->at, &from);
	if (from.dli_sname && (strcmp(from.dli_sname, "syscall") == 0 ||
	                       strstr(from.dli_sname, name ? name : "syscall")))
		from.dli_sname = NULL;
	snprintf(text,
	         size,
	         "task %llu blocked in %s%s%s%s",
	         (unsigned long long)s->task,
	         name ? name : number,
	         from.dli_sname ? " (called by " : "",
	         from.dli_sname ? from.dli_sname : "",
	         from.dli_sname ? ")" : "");
}
