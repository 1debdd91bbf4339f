/*
 * The process that samples for a memory watch: nobody sees it, nobody is charged with its CPU time, no
 * signal to the group ends it, and it ends with those for whom it is there.
 */
#include "bench/memory.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/family.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "tests/weight.h"

static struct memory_watch watch;

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

static void
unseen(void)
{
	uint64_t peak;
	pid_t watcher;

	weight_watch(&watch, getpid(), 1000000);
	memory_watch_sample_now(&watch);
	watcher = child_of(watch.keeper);
	ok(watcher > 0, "there is a watcher");
	ok(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD,
	   "it is not waited for with the others");
	memory_watch_stop(&watch, &peak);
	ok(waitpid(-1, NULL, WNOHANG | __WALL) == -1 && errno == ECHILD, "no zombie is left");
	ok(is_gone(watcher) && is_gone(watch.keeper), "neither watcher nor keeper is left");
}

static void
undisturbed(void)
{
	uint64_t peak;

	weight_watch(&watch, getpid(), WEIGHT_NEVER_NS);
	ok(memory_watch_sample_now(&watch) == 0, "a sample can be asked for");
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	signal(SIGTERM, SIG_DFL);
	ok(memory_watch_sample_now(&watch) == 0,
	   "a signal to the whole group does not end the watch");
	ok(memory_watch_stop(&watch, &peak) == 0, "the watch ends");
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
	double before = children_seconds();
	uint64_t peak;
	pid_t watcher;
	long ticks = 0;

	weight_watch(&watch, getpid(), WEIGHT_NEVER_NS);
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
	pid_t root = fork();
	pid_t watcher;
	uint64_t peak;

	if (root == 0)
		for (;;)
			pause();
	weight_watch(&watch, root, WEIGHT_NEVER_NS);
	memory_watch_sample_now(&watch);
	watcher = child_of(watch.keeper);
	kill(root, SIGKILL);
	while (memory_watch_sample_now(&watch) == 0)
		;
	ok(watcher > 0 && is_gone(watcher), "the watcher ends when root is a zombie");
	waitpid(root, NULL, 0);
	memory_watch_stop(&watch, &peak);
}

/* It watches itself, and says who does so for it. */
static _Noreturn void
be_caller(int told)
{
	pid_t pids[2];

	weight_watch(&watch, getpid(), WEIGHT_NEVER_NS);
	if (memory_watch_sample_now(&watch) != 0)
		_exit(1);
	pids[0] = watch.keeper;
	pids[1] = child_of(watch.keeper);
	if (write(told, pids, sizeof(pids)) != sizeof(pids))
		_exit(1);
	for (;;)
		pause();
}

static void
caller_that_ends(void)
{
	pid_t caller, pids[2] = {0};
	int told[2];

	if (pipe(told) != 0)
		abort();
	caller = fork();
	if (caller == 0)
		be_caller(told[1]);
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

int
main(void)
{
	trial_deadline(60);
	setpgid(0, 0); /* to signal to the whole group, and to nobody else */
	unseen();
	undisturbed();
	uncharged();
	root_that_ends();
	caller_that_ends();
	return done_testing();
}
