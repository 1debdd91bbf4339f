#ifndef WORKLOADS_GUARD_H
#define WORKLOADS_GUARD_H

#include <stddef.h>

#include "runners/sync/mutex.h"
#include "runners/sync/rlock.h"
#include "runners/sync/semaphore.h"

/* How tasks that share something keep each other out while they change it. */
enum sync {
	SYNC_NONE,      /* not at all */
	SYNC_MUTEX,     /* by a lock */
	SYNC_RLOCK,     /* by a lock that its holder could take again */
	SYNC_SEMAPHORE, /* by a semaphore of one permit */
	SYNC_GUARDS, /* so many are ways to guard; what else there is are ways to change something */
	SYNC_ATOMIC = SYNC_GUARDS, /* what is changed is changed in one step */
	SYNC_LOCAL,                /* each task has its own, and the sum is made at the end */
	SYNCS,
};

/* their names; end with NULL */
extern const char *const sync_names[SYNCS + 1];

/* the guards' alone; end with NULL */
extern const char *const guard_names[SYNC_GUARDS + 1];

/* What stands before a critical section, in memory that processes share. */
struct guard {
	enum sync sync;
	struct mutex mutex;
	struct rlock rlock;
	struct semaphore semaphore;
};

/* one of that kind; what is no guard keeps nobody out. Nobody uses it yet */
void guard_init(struct guard *, enum sync);

/* wait until nobody else is in the section: 0, or -1 with workload_reason, as when one died in it */
int guard_enter(struct guard *);

/* who has entered leaves it: `status`, or -1 if it cannot; errno is kept if it is not 0 */
int guard_leave(struct guard *, int status);

#endif
