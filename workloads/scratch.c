#include "workloads/scratch.h"

#include <stdlib.h>

/* /tmp is memory on some machines; /var/tmp is a disk by convention */
const char *
scratch_folder(void)
{
	const char *set = getenv("TMPDIR");

	return set && *set ? set : "/var/tmp";
}
