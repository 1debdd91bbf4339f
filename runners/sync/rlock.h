#ifndef RUNNERS_SYNC_RLOCK_H
#define RUNNERS_SYNC_RLOCK_H

#include <stdint.h>

#include "runners/sync/mutex.h"

/* A lock that its holder may take again, and has to give back as often. */
struct rlock {
	struct mutex mutex; /* all zero: free */
	uint32_t depth;     /* the holder's */
};

/* take it, or take it once more. 0; -1 as mutex_lock, or with EAGAIN if that was too often */
int rlock_lock(struct rlock *, uint64_t deadline_ns);

/* give it back once: 0, or -1 with errno EPERM if the caller does not hold it */
int rlock_unlock(struct rlock *);

#endif
