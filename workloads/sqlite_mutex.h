#ifndef WORKLOADS_SQLITE_MUTEX_H
#define WORKLOADS_SQLITE_MUTEX_H

#include <sqlite3.h>

/*
 * Mutexes for SQLite, which wait as tasks do. It holds some while it reads and
 * writes files: that of a write-ahead log's index, and that of its random numbers.
 * Where such a call lets other tasks of the same thread go on, or gives up a lock
 * that threads compute under, a pthread mutex would block those for ever.
 */
extern const sqlite3_mutex_methods sqlite_mutexes;

#endif
