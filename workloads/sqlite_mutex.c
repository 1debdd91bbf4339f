#include "workloads/sqlite_mutex.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "runners/park.h"

enum { FREE, HELD, AWAITED };

/* With a connection for each task, only SQLite's start takes a recursive one: in a process that has no
 * other tasks yet. There is nothing to wait for. */
struct sqlite3_mutex {
	_Atomic uint32_t word;
	int kind;
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
	sqlite3_mutex *mutex;

	if (kind != SQLITE_MUTEX_FAST && kind != SQLITE_MUTEX_RECURSIVE)
		return kind < (int)(sizeof fixed / sizeof *fixed) ? &fixed[kind] : NULL;
	mutex = calloc(1, sizeof *mutex);
	if (mutex)
		mutex->kind = kind;
	return mutex;
}

static void
mutex_free(sqlite3_mutex *mutex)
{
	free(mutex);
}

static int
mutex_try(sqlite3_mutex *mutex)
{
	uint32_t word = FREE;

	if (mutex->kind == SQLITE_MUTEX_RECURSIVE ||
	    atomic_compare_exchange_strong(&mutex->word, &word, HELD))
		return SQLITE_OK;
	return SQLITE_BUSY;
}

static void
mutex_enter(sqlite3_mutex *mutex)
{
	if (mutex_try(mutex) == SQLITE_OK)
		return;
	while (atomic_exchange(&mutex->word, AWAITED) != FREE)
		park(&mutex->word, AWAITED, UINT64_MAX);
}

static void
mutex_leave(sqlite3_mutex *mutex)
{
	if (mutex->kind != SQLITE_MUTEX_RECURSIVE && atomic_exchange(&mutex->word, FREE) == AWAITED)
		wake(&mutex->word, 1);
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
