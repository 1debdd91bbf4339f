#include "workloads/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "workloads/workload.h"

/* /tmp is memory on some machines; /var/tmp is a disk by convention */
const char *
scratch_folder(void)
{
	const char *set = getenv("TMPDIR");

	return set && *set ? set : "/var/tmp";
}

int
scratch_open(void)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof path, "%s/convoy-file-XXXXXX", scratch_folder());
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

int
scratch_fail(void)
{
	return workload_fail("cannot make a file in %s: %s; TMPDIR names another folder",
	                     scratch_folder(),
	                     strerror(errno));
}
