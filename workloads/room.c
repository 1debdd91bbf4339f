#include "workloads/room.h"

#include <sys/resource.h>

#include "workloads/workload.h"

/* no connections: those of a runner, its loop and who observes it */
enum { OTHER_FILES = 64 };

int
room_make(size_t connections)
{
	const rlim_t needed = connections + OTHER_FILES;
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return -1;
	if (files.rlim_cur >= needed)
		return 0;
	if (files.rlim_max < needed)
		return workload_fail("%zu connections need %llu open files, and %llu are allowed: "
		                     "raise that by `ulimit -n`, or do fewer --tasks",
		                     connections,
		                     (unsigned long long)needed,
		                     (unsigned long long)files.rlim_max);
	files.rlim_cur = needed;
	return setrlimit(RLIMIT_NOFILE, &files);
}
