/* A mutex whose holder may come again. */
#include "runners/sync/rlock.h"

#include <errno.h>

int
rlock_lock(struct rlock *r, uint64_t deadline_ns)
{
	const int before = errno;

	if (mutex_lock(&r->mutex, deadline_ns) == 0) {
		r->depth = 1;
		return 0;
	}
	if (errno != EDEADLK)
		return -1;
	if (r->depth == UINT32_MAX) {
		errno = EAGAIN;
		return -1;
	}
	r->depth++;
	errno = before;
	return 0;
}

int
rlock_unlock(struct rlock *r)
{
	if (!mutex_mine(&r->mutex)) {
		errno = EPERM;
		return -1;
	}
	if (--r->depth == 0)
		mutex_unlock(&r->mutex);
	return 0;
}
