#include "bench/memory.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"

enum {
	MIB = 1 << 20,
	BLOCK = 32 * MIB,
	SLACK = 12 * MIB, /* for what the processes hold besides, sanitizers included */
	CROWD = 1000,
	CROWD_BLOCK = 256 << 10,
	THREADS = 300, /* more than the watcher asks one by one */
};

static const uint64_t never_ns = UINT64_C(3600000000000);

static void
touch(char *block, size_t size)
{
	memset(block, 1, size);
}

static char *
block_new(size_t size, int how)
{
	char *block = mmap(NULL, size, PROT_READ | PROT_WRITE, how | MAP_ANONYMOUS, -1, 0);

	if (block == MAP_FAILED)
		abort();
	return block;
}

/* A child that touches a block, and of whose children each does so, then says so and waits. */
static pid_t
child_new(const int ready[2], char *shared, size_t size, int depth)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* if the test is stopped */
	if (depth > 1)
		child_new(ready, shared, size, depth - 1);
	touch(shared ? shared : block_new(size, MAP_PRIVATE), size);
	if (write(ready[1], "", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

static void
await(const int ready[2], int n)
{
	for (char c; n > 0; n--) {
		if (read(ready[0], &c, 1) != 1)
			abort();
	}
}

/* The whole group but its leader, who is the test. */
static void
children_end(void)
{
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	while (wait(NULL) > 0)
		;
	signal(SIGTERM, SIG_DFL);
}

/* Any child of this process, or 0. */
static pid_t
child_of(pid_t parent)
{
	const struct dirent *entry;
	DIR *dir = opendir("/proc");
	pid_t child = 0;

	while (dir && child == 0 && (entry = readdir(dir))) {
		if (process_parent(entry->d_name) == parent)
			child = (pid_t)strtol(entry->d_name, NULL, 10);
	}
	if (dir)
		closedir(dir);
	return child;
}

/* Whoever is killed is gone a little later. */
static bool
is_gone(pid_t pid)
{
	for (int i = 0; i < 1000; i++) {
		if (kill(pid, 0) != 0 && errno == ESRCH)
			return true;
		usleep(10000);
	}
	return false;
}

/* The thread sanitizer keeps a shadow of all memory, several times its size. */
extern void __tsan_init(void) __attribute__((weak));

static void
near(uint64_t bytes, uint64_t expected, const char *what)
{
	ok(bytes >= expected && (__tsan_init || bytes < expected + SLACK),
	   "%s: about %" PRIu64 " MiB, is %" PRIu64,
	   what,
	   expected / MIB,
	   bytes / MIB);
}

static void
private_memory(void)
{
	struct memory_watch watch = {.look = NULL};
	uint64_t peak = 0;
	int ready[2];

	if (pipe(ready) != 0 || memory_watch_start(&watch, getpid(), never_ns) != 0)
		abort();
	for (int i = 0; i < 2; i++)
		child_new(ready, NULL, BLOCK, 2);
	await(ready, 4);
	ok(memory_watch_sample_now(&watch) == 0, "a sample can be asked for");
	children_end();
	ok(memory_watch_sample_now(&watch) == 0,
	   "a signal to the whole group does not end the watch");
	ok(memory_watch_stop(&watch, &peak) == 0, "the watch ends");
	near(peak, 4 * (uint64_t)BLOCK, "two children and two grandchildren with 32 MiB each");
	ok(watch.samples >= 2 && watch.peak_ns > 0,
	   "%" PRIu64 " samples were counted",
	   watch.samples);
	close(ready[0]);
	close(ready[1]);
}

static void
shared_memory(void)
{
	char *shared = block_new(BLOCK, MAP_SHARED);
	struct memory_watch watch = {.look = NULL};
	uint64_t peak = 0;
	int ready[2];

	if (pipe(ready) != 0 || memory_watch_start(&watch, getpid(), never_ns) != 0)
		abort();
	for (int i = 0; i < 4; i++)
		child_new(ready, shared, BLOCK, 1);
	await(ready, 4);
	memory_watch_sample_now(&watch);
	children_end();
	memory_watch_stop(&watch, &peak);
	near(peak, BLOCK, "32 MiB that four children share");
	munmap(shared, BLOCK);
	close(ready[0]);
	close(ready[1]);
}

static void
ignored(void)
{
	struct memory_watch watch = {.look = NULL};
	uint64_t peak = 0;
	int ready[2], status = 0;
	pid_t server;

	if (pipe(ready) != 0 || memory_watch_start(&watch, getpid(), never_ns) != 0)
		abort();
	server = child_new(ready, NULL, BLOCK, 2);
	status |= memory_watch_ignore(&watch, server);
	child_new(ready, NULL, BLOCK, 1);
	await(ready, 3);
	memory_watch_sample_now(&watch);
	for (int i = 1; i < MEMORY_IGNORED_MAX; i++)
		status |= memory_watch_ignore(&watch, server);
	ok(status == 0 && memory_watch_ignore(&watch, server) == -1 && errno == ENOSPC,
	   "so many can be ignored and no more");
	children_end();
	memory_watch_stop(&watch, &peak);
	near(peak, BLOCK, "one child, besides one that is ignored with its own child");
	close(ready[0]);
	close(ready[1]);
}

static void
periodic(void)
{
	struct memory_watch watch = {.look = NULL};
	uint64_t peak = 0;
	char *block;

	if (memory_watch_start(&watch, getpid(), 1000000) != 0)
		abort();
	block = block_new(BLOCK, MAP_PRIVATE);
	touch(block, BLOCK);
	usleep(500000);
	munmap(block, BLOCK);
	memory_watch_stop(&watch, &peak);
	near(peak, BLOCK, "a peak that nobody asked about");
}

/* Says if the other tests can wait for their children. */
static bool
unseen(void)
{
	struct memory_watch watch = {.look = NULL};
	uint64_t peak;
	pid_t watcher;
	bool apart;

	if (memory_watch_start(&watch, getpid(), 1000000) != 0)
		abort();
	memory_watch_sample_now(&watch);
	watcher = child_of(watch.keeper);
	ok(watcher > 0, "there is a watcher");
	apart = waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD;
	ok(apart, "it is not waited for with the others");
	memory_watch_stop(&watch, &peak);
	ok(waitpid(-1, NULL, WNOHANG | __WALL) == -1 && errno == ECHILD, "no zombie is left");
	ok(is_gone(watcher) && is_gone(watch.keeper), "neither watcher nor keeper is left");
	return apart;
}

/* In units of the kernel, 10 ms. */
static long
process_ticks(pid_t pid)
{
	char path[64];
	long user = 0, system = 0;
	FILE *stat;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	stat = fopen(path, "r");
	if (!stat)
		return -1;
	if (fscanf(stat,
	           "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld",
	           &user,
	           &system) != 2)
		user = -1;
	fclose(stat);
	return user + system;
}

static double
children_seconds(void)
{
	struct rusage use;

	getrusage(RUSAGE_CHILDREN, &use);
	return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
	       (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static void
uncharged(void)
{
	struct memory_watch watch = {.look = NULL};
	double before = children_seconds();
	uint64_t peak;
	pid_t watcher;
	long ticks = 0;

	if (memory_watch_start(&watch, getpid(), never_ns) != 0)
		abort();
	memory_watch_sample_now(&watch);
	watcher = child_of(watch.keeper);
	while (ticks >= 0 && ticks < 20) {
		memory_watch_sample_now(&watch);
		ticks = process_ticks(watcher);
	}
	memory_watch_stop(&watch, &peak);
	ok(ticks >= 20 && children_seconds() - before < 0.1,
	   "of the watcher's CPU time, 200 ms, next to nothing is charged to the caller");
}

static void
root_that_ends(void)
{
	struct memory_watch watch = {.look = NULL};
	uint64_t peak = 0;
	int ready[2], status = 0;
	pid_t root, watcher;

	if (pipe(ready) != 0)
		abort();
	root = child_new(ready, NULL, BLOCK, 1);
	await(ready, 1);
	if (memory_watch_start(&watch, root, never_ns) != 0)
		abort();
	memory_watch_sample_now(&watch);
	watcher = child_of(watch.keeper);
	kill(root, SIGKILL);
	while (status == 0)
		status = memory_watch_sample_now(&watch);
	ok(errno == ESRCH && is_gone(watcher), "the watcher ends when root is a zombie");
	waitpid(root, NULL, 0);
	ok(memory_watch_stop(&watch, &peak) == 0, "the watch can still be ended");
	near(peak, BLOCK, "a root that was killed");
	errno = 0;
	ok(memory_watch_start(&watch, root, never_ns) == -1 && (errno == ENOENT || errno == ESRCH),
	   "a root that does not live cannot be watched");
	close(ready[0]);
	close(ready[1]);
}

static void
caller_that_ends(void)
{
	pid_t caller, pids[2] = {0};
	int told[2];

	if (pipe(told) != 0)
		abort();
	caller = fork();
	if (caller == 0) {
		struct memory_watch watch = {.look = NULL};

		if (memory_watch_start(&watch, getpid(), never_ns) != 0 ||
		    memory_watch_sample_now(&watch) != 0)
			_exit(1);
		pids[0] = watch.keeper;
		pids[1] = child_of(watch.keeper);
		if (write(told[1], pids, sizeof(pids)) != sizeof(pids))
			_exit(1);
		for (;;)
			pause();
	}
	close(told[1]);
	if (read(told[0], pids, sizeof(pids)) != sizeof(pids))
		abort();
	ok(kill(pids[0], 0) == 0 && kill(pids[1], 0) == 0,
	   "keeper and watcher live with their caller");
	kill(caller, SIGKILL);
	waitpid(caller, NULL, 0);
	ok(is_gone(pids[0]) && is_gone(pids[1]), "and end with it");
	close(told[0]);
}

static void
crowd(void)
{
	struct memory_watch watch = {.look = NULL};
	uint64_t peak = 0;
	int ready[2], n = 0;

	if (pipe(ready) != 0 || memory_watch_start(&watch, getpid(), never_ns) != 0)
		abort();
	while (n < CROWD && child_new(ready, NULL, CROWD_BLOCK, 1) > 0)
		n++;
	await(ready, n);
	memory_watch_sample_now(&watch);
	children_end();
	memory_watch_stop(&watch, &peak);
	if (n == CROWD)
		ok(peak >= (uint64_t)CROWD * CROWD_BLOCK,
		   "%d processes with 256 KiB each: %" PRIu64 " MiB",
		   n,
		   peak / MIB);
	else
		skip("only %d processes are allowed", n);
	close(ready[0]);
	close(ready[1]);
}

static void *
idle(void *gate)
{
	pthread_mutex_lock(gate);
	pthread_mutex_unlock(gate);
	return NULL;
}

static void
threads(void)
{
	static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
	pthread_t threads[THREADS];
	struct memory_watch watch = {.look = NULL};
	uint64_t peak = 0;
	int ready[2], n = 0;

	if (pipe(ready) != 0 || memory_watch_start(&watch, getpid(), never_ns) != 0)
		abort();
	child_new(ready, NULL, BLOCK, 2);
	await(ready, 2);
	pthread_mutex_lock(&gate);
	while (n < THREADS && pthread_create(&threads[n], NULL, idle, &gate) == 0)
		n++;
	memory_watch_sample_now(&watch);
	pthread_mutex_unlock(&gate);
	while (n > 0)
		pthread_join(threads[--n], NULL);
	children_end();
	memory_watch_stop(&watch, &peak);
	ok(peak >= 2 * (uint64_t)BLOCK,
	   "the children of a process of many threads: %" PRIu64 " MiB",
	   peak / MIB);
	close(ready[0]);
	close(ready[1]);
}

int
main(void)
{
	setpgid(0, 0); /* to end all children at once, and nobody else */
	if (!unseen())
		return done_testing();
	private_memory();
	shared_memory();
	ignored();
	periodic();
	uncharged();
	root_that_ends();
	caller_that_ends();
	crowd();
	threads();
	return done_testing();
}
