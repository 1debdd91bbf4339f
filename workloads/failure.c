#include "workloads/failure.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "workloads/workload.h"

enum { NONE, BEING_WRITTEN, NOTED };

int
failure_note(struct failure *failure)
{
	int error = errno;
	int none = NONE;

	if (atomic_compare_exchange_strong(&failure->state, &none, BEING_WRITTEN)) {
		snprintf(failure->reason,
		         sizeof failure->reason,
		         "%s",
		         *workload_reason ? workload_reason : strerror(error));
		atomic_store(&failure->state, NOTED);
	}
	errno = error;
	return -1;
}

bool
failure_is_noted(const struct failure *failure)
{
	return atomic_load(&failure->state) == NOTED;
}

int
failure_tell(const struct failure *failure)
{
	return workload_fail("%s", failure->reason);
}
