#include "tests/descriptor.h"

#include <stdio.h>
#include <sys/resource.h>

static struct rlimit usual;

void
descriptors_limit(unsigned numbers)
{
	struct rlimit few;

	if (getrlimit(RLIMIT_NOFILE, &usual) != 0)
		perror("# getrlimit");
	few = (struct rlimit){numbers, usual.rlim_max};
	if (setrlimit(RLIMIT_NOFILE, &few) != 0)
		perror("# setrlimit");
}

void
descriptors_allow(void)
{
	if (setrlimit(RLIMIT_NOFILE, &usual) != 0)
		perror("# setrlimit");
}
