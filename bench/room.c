#include "bench/room.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench/cgroup.h"
#include "bench/kernel.h"

static uint64_t
number(const char *path)
{
	char line[64];

	return kernel_line(path, line, sizeof line) == 0 ? strtoull(line, NULL, 10) : 0;
}

/* all threads of all processes, from "0.49 0.52 0.27 1/87 513" */
static size_t
tasks_now(void)
{
	char line[128];
	size_t tasks = 0;

	if (kernel_line("/proc/loadavg", line, sizeof line) != 0 ||
	    sscanf(line, "%*s %*s %*s %*[0-9]/%zu", &tasks) != 1)
		return 0;
	return tasks;
}

/* the threads of a process, if it is of that user */
static size_t
threads_of(const char *pid, uid_t user)
{
	char path[300];
	char value[64];

	snprintf(path, sizeof path, "/proc/%s/status", pid);
	if (kernel_field(path, "Uid", value, sizeof value) != 0 ||
	    strtoul(value, NULL, 10) != user ||
	    kernel_field(path, "Threads", value, sizeof value) != 0)
		return 0;
	return strtoul(value, NULL, 10);
}

static size_t
tasks_of_user(uid_t user)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	size_t tasks = 0;

	while (proc && (entry = readdir(proc)))
		if (isdigit((unsigned char)*entry->d_name))
			tasks += threads_of(entry->d_name, user);
	if (proc)
		closedir(proc);
	return tasks;
}

/* keep the limit that leaves least */
static void
narrow(struct room *room, const char *limit, uint64_t most, size_t used)
{
	size_t left = most > used ? (size_t)(most - used) : 0;

	if (most && left < room->tasks)
		*room = (struct room){.tasks = left, .limit = limit, .most = most};
}

static void
narrow_by_user(struct room *room)
{
	struct rlimit limit;

	/* the superuser is not bound by it */
	if (geteuid() == 0 || getrlimit(RLIMIT_NPROC, &limit) != 0 ||
	    limit.rlim_cur == RLIM_INFINITY)
		return;
	narrow(room, "RLIMIT_NPROC", limit.rlim_cur, tasks_of_user(getuid()));
}

int
room_look(struct room *room)
{
	size_t used = tasks_now();
	double left = cgroup_tasks_left("/proc/self");

	if (!used) {
		errno = ENOENT;
		return -1;
	}
	*room = (struct room){.tasks = SIZE_MAX};
	narrow(room, "pid_max", number("/proc/sys/kernel/pid_max"), used);
	narrow(room, "threads-max", number("/proc/sys/kernel/threads-max"), used);
	narrow_by_user(room);
	if (isfinite(left) && left < (double)room->tasks)
		*room = (struct room){
			.tasks = (size_t)left, .limit = "pids.max", .most = (uint64_t)left};
	room->reserve = room->tasks / 2 < ROOM_RESERVE ? room->tasks / 2 : ROOM_RESERVE;
	room->tasks -= room->reserve;
	return 0;
}

uint64_t
room_meminfo(const char *key)
{
	char value[64];

	return kernel_field("/proc/meminfo", key, value, sizeof value) == 0
	               ? strtoull(value, NULL, 10) * 1024
	               : 0;
}

uint64_t
room_memory(void)
{
	double left = cgroup_memory_left("/proc/self");
	uint64_t available = room_meminfo("MemAvailable");

	return left < (double)available ? (uint64_t)left : available;
}
