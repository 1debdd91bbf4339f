/*
 * One critical section under every kind of lock: what tasks share is guarded
 * alike in each workload, and the kinds are compared by it.
 */
#include "workloads/guard.h"

#include <errno.h>
#include <string.h>

#include "workloads/workload.h"

const char *const sync_names[] = {
	[SYNC_NONE] = "none",
	[SYNC_MUTEX] = "mutex",
	[SYNC_RLOCK] = "rlock",
	[SYNC_SEMAPHORE] = "semaphore",
	[SYNC_ATOMIC] = "atomic",
	[SYNC_LOCAL] = "local",
	[SYNCS] = NULL,
};

const char *const guard_names[] = {
	[SYNC_NONE] = "none",
	[SYNC_MUTEX] = "mutex",
	[SYNC_RLOCK] = "rlock",
	[SYNC_SEMAPHORE] = "semaphore",
	[SYNC_GUARDS] = NULL,
};

void
guard_init(struct guard *guard, enum sync sync)
{
	*guard = (struct guard){.sync = sync};
	semaphore_init(&guard->semaphore, 1);
}

static int
take(struct guard *guard)
{
	switch (guard->sync) {
	case SYNC_MUTEX:
		return mutex_lock(&guard->mutex, UINT64_MAX);
	case SYNC_RLOCK:
		return rlock_lock(&guard->rlock, UINT64_MAX);
	case SYNC_SEMAPHORE:
		return semaphore_acquire(&guard->semaphore, UINT64_MAX);
	default:
		return 0;
	}
}

int
guard_enter(struct guard *guard)
{
	if (take(guard) == 0)
		return 0;
	if (errno == EOWNERDEAD)
		return workload_fail(
			"who held the %s died with it: what it guards may be half done",
			sync_names[guard->sync]);
	return workload_fail(
		"the %s cannot be taken: %s", sync_names[guard->sync], strerror(errno));
}

static int
give_back(struct guard *guard)
{
	switch (guard->sync) {
	case SYNC_MUTEX:
		mutex_unlock(&guard->mutex);
		return 0;
	case SYNC_RLOCK:
		return rlock_unlock(&guard->rlock);
	case SYNC_SEMAPHORE:
		return semaphore_release(&guard->semaphore);
	default:
		return 0;
	}
}

int
guard_leave(struct guard *guard, int status)
{
	const int error = errno;

	if (give_back(guard) == 0) {
		errno = error;
		return status;
	}
	return workload_fail(
		"the %s cannot be given back: %s", sync_names[guard->sync], strerror(errno));
}
