/*
 * Processes that set-ups start: found, and seen to go.
 */
#include "tests/orphan.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/clock.h"
#include "workloads/workload.h"

size_t
children_now(pid_t child[CHILDREN_MAX])
{
	char path[64];
	FILE *file;
	size_t count = 0;
	int pid;

	snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)gettid());
	file = fopen(path, "r");
	while (file && count < CHILDREN_MAX && fscanf(file, "%d", &pid) == 1)
		child[count++] = pid;
	if (file)
		fclose(file);
	return count;
}

/* gone, or dead and not yet reaped by whoever inherited it */
static bool
is_gone(pid_t process)
{
	char path[64];
	char state = 'Z';
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
	file = fopen(path, "r");
	if (!file)
		return true;
	if (fscanf(file, "%*d %*s %c", &state) != 1)
		state = 'Z';
	fclose(file);
	return state == 'Z' || state == 'X';
}

bool
process_goes(pid_t process)
{
	const uint64_t patience_ns = clock_ns() + UINT64_C(10000000000);

	while (!is_gone(process) && clock_ns() < patience_ns)
		usleep(1000);
	return is_gone(process);
}

__attribute__((noreturn)) static void
start(const struct workload *w, struct value *values, size_t tasks, int into)
{
	pid_t child[CHILDREN_MAX] = {0};

	if (workload_set_up(w, values, tasks) != 0)
		_exit(1);
	children_now(child);
	if (write(into, child, sizeof child) != sizeof child)
		_exit(1);
	for (;;)
		pause();
}

bool
goes_with_starter(const struct workload *w, struct value *values, size_t tasks, size_t processes)
{
	pid_t child[CHILDREN_MAX] = {0};
	bool all = true;
	int ends[2];
	pid_t pid;

	if (pipe(ends) != 0 || (pid = fork()) < 0)
		exit(1);
	if (pid == 0)
		start(w, values, tasks, ends[1]);
	close(ends[1]);
	if (read(ends[0], child, sizeof child) != sizeof child)
		all = false;
	close(ends[0]);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	for (size_t k = 0; k < processes; k++)
		all = child[k] && process_goes(child[k]) && all;
	return all;
}
