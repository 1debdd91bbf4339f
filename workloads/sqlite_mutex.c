#include "workloads/sqlite_mutex.h"

#include <stdlib.h>

#include "runners/sync/rlock.h"

/* Some are recursive, and so all are. */
struct sqlite3_mutex {
	struct rlock lock;
};

static int
begin(void)
{
	return SQLITE_OK;
}

static int
end(void)
{
	return SQLITE_OK;
}

static sqlite3_mutex *
mutex_alloc(int kind)
{
	static sqlite3_mutex fixed[SQLITE_MUTEX_STATIC_VFS3 + 1];

	if (kind == SQLITE_MUTEX_FAST || kind == SQLITE_MUTEX_RECURSIVE)
		return calloc(1, sizeof(sqlite3_mutex));
	return kind < (int)(sizeof fixed / sizeof *fixed) ? &fixed[kind] : NULL;
}

static void
mutex_free(sqlite3_mutex *mutex)
{
	free(mutex);
}

static void
mutex_enter(sqlite3_mutex *mutex)
{
	if (rlock_lock(&mutex->lock, UINT64_MAX) != 0)
		abort(); /* SQLite takes no answer, and must not go on without it */
}

static int
mutex_try(sqlite3_mutex *mutex)
{
	return rlock_lock(&mutex->lock, 0) == 0 ? SQLITE_OK : SQLITE_BUSY;
}

static void
mutex_leave(sqlite3_mutex *mutex)
{
	rlock_unlock(&mutex->lock);
}

const sqlite3_mutex_methods sqlite_mutexes = {
	.xMutexInit = begin,
	.xMutexEnd = end,
	.xMutexAlloc = mutex_alloc,
	.xMutexFree = mutex_free,
	.xMutexEnter = mutex_enter,
	.xMutexTry = mutex_try,
	.xMutexLeave = mutex_leave,
};
