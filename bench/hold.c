#include "bench/hold.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/machine.h"
#include "bench/room.h"
#include "runners/clock.h"
#include "runners/runner.h"
#include "workloads/workload.h"

static const char *const ends[] = {
	[HOLD_HELD] = "held",
	[HOLD_REFUSED] = "refused",
	[HOLD_MEMORY] = "memory",
	[HOLD_STALLED] = "stalled",
	[HOLD_DIED] = "died",
	[HOLD_INTERRUPTED] = "interrupted",
};

const char *
hold_end_name(enum hold_end end)
{
	return ends[end];
}

int
hold_end_from(const char *name)
{
	for (size_t k = 0; name && k < sizeof ends / sizeof *ends; k++)
		if (strcmp(ends[k], name) == 0)
			return (int)k;
	return -1;
}

/* ---- What is tried: a task says that it is there, and sleeps until it is killed. */

enum { THERE, DESCRIPTOR };

static int
hold_task(const struct value *values, size_t i, uint64_t *result)
{
	const struct timespec hour = {.tv_sec = 3600};
	atomic_size_t *there = (atomic_size_t *)(uintptr_t)values[THERE].number;

	*result = i;
	if (values[DESCRIPTOR].number && eventfd(0, EFD_CLOEXEC) < 0)
		return -1;
	atomic_fetch_add(there, 1);
	while (nanosleep(&hour, NULL) == 0)
		;
	return -1;
}

static const struct parameter none[] = {{.name = NULL}};

static const struct workload holding = {
	.name = "hold",
	.bound = IO_BOUND,
	.together = true,
	.parameters = none,
	.task = hold_task,
};

/* If memory runs out all the same, this process is to go, and no other. */
static void
be_first_to_go(void)
{
	int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (file >= 0 && write(file, "1000", 4) > 0)
		close(file);
}

static _Noreturn void
try_it(const struct hold_way *way, struct tally *tally, atomic_size_t *there, pid_t parent)
{
	const struct rlimit no_core = {0, 0};
	struct value values[VALUES] = {
		[THERE].number = (uintptr_t)there, [DESCRIPTOR].number = way->descriptor};
	struct job job = {.workload = &holding,
	                  .values = values,
	                  .workers = tally->tasks,
	                  .in_flight = tally->tasks,
	                  .processes = machine_available_cpus(),
	                  .threads = 1,
	                  .stack_bytes = way->stack_bytes,
	                  .tally = tally};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	setrlimit(RLIMIT_CORE, &no_core);
	be_first_to_go();
	runner_run(way->runner, &job);
	_exit(1); /* tasks that sleep for ever have not all ended well */
}

/* ---- Who watches. */

enum { LOOK_NS = 2000000, LAST_NS = 100000000, STALLED_S = 20 };

static size_t
made(const struct tally *tally, const atomic_size_t *there)
{
	size_t at_gate = atomic_load(&tally->arrived);
	size_t begun = atomic_load(there);

	return at_gate > begun ? at_gate : begun;
}

/* how the try ends: as soon as all tasks are there, or something else happens */
static enum hold_end
await(const struct hold_way *way, const struct tally *tally, const atomic_size_t *there, pid_t pid)
{
	const struct timespec moment = {.tv_nsec = LOOK_NS};
	const struct timespec last = {.tv_nsec = LAST_NS}; /* for those who are still coming */
	uint64_t moved_ns = clock_ns();
	size_t before = 0;
	siginfo_t ended = {.si_pid = 0};

	while (atomic_load(there) < tally->tasks) {
		size_t now = made(tally, there);

		if (*way->interrupted)
			return HOLD_INTERRUPTED;
		/* left unreaped: what it leaves is looked at first */
		if (waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		    ended.si_pid == pid)
			return atomic_load(&tally->failed) ? HOLD_REFUSED : HOLD_DIED;
		if (atomic_load(&tally->reason_given)) {
			nanosleep(&last, NULL);
			return HOLD_REFUSED;
		}
		if (room_memory() < way->memory_least)
			return HOLD_MEMORY;
		if (now != before)
			moved_ns = clock_ns();
		else if (clock_ns() - moved_ns > STALLED_S * UINT64_C(1000000000))
			return HOLD_STALLED;
		before = now;
		nanosleep(&moment, NULL);
	}
	return HOLD_HELD;
}

static void
look(struct hold *hold, pid_t pid, double kernel_before)
{
	const struct timespec settle = {.tv_nsec = 20000000};

	nanosleep(&settle, NULL); /* the last are still on their way to sleep */
	/* first, for to look at processes makes the kernel's caches grow */
	hold->kernel_bytes = footprint_kernel_bytes() - kernel_before;
	footprint_look(pid, &hold->footprint);
}

/* the try, and what it has started: all come to this process when their parent is gone */
static void
end_all(pid_t pid)
{
	kill(pid, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
}

static void
note_reason(struct hold *hold, const struct tally *tally)
{
	if (hold->end == HOLD_REFUSED && atomic_load(&tally->reason_given))
		snprintf(hold->reason, sizeof hold->reason, "%s", tally->reason);
	else if (hold->end == HOLD_DIED)
		snprintf(hold->reason, sizeof hold->reason, "the process died");
	else if (hold->end == HOLD_STALLED)
		snprintf(hold->reason, sizeof hold->reason, "nothing came for %d s", STALLED_S);
}

static void
watch(const struct hold_way *way, struct tally *tally, atomic_size_t *there, struct hold *hold)
{
	double before = footprint_kernel_bytes();
	uint64_t begun = clock_ns();
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid == 0)
		try_it(way, tally, there, parent);
	if (pid < 0) {
		hold->end = HOLD_REFUSED;
		return;
	}
	hold->end = await(way, tally, there, pid);
	hold->took_s = (double)(clock_ns() - begun) / 1e9;
	hold->made = made(tally, there);
	if (hold->end == HOLD_HELD)
		look(hold, pid, before);
	note_reason(hold, tally);
	end_all(pid);
}

int
hold_try(const struct hold_way *way, size_t tasks, struct hold *hold)
{
	struct tally *tally = tally_new(tasks);
	atomic_size_t *there = mmap(
		NULL, sizeof *there, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	*hold = (struct hold){.tasks = tasks};
	if (tally && there != MAP_FAILED) {
		prctl(PR_SET_CHILD_SUBREAPER, 1);
		watch(way, tally, there, hold);
		prctl(PR_SET_CHILD_SUBREAPER, 0);
	}
	if (there != MAP_FAILED)
		munmap(there, sizeof *there);
	tally_free(tally);
	return tally && there != MAP_FAILED ? 0 : -1;
}
