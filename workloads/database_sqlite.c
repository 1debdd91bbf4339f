/*
 * SQLite, a library that reads and writes the file itself. It is unmodified; a
 * connection that has to wait for another writer, in this process or elsewhere,
 * sleeps a while and looks again.
 */
#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "runners/clock.h"
#include "workloads/database.h"
#include "workloads/library.h"
#include "workloads/sqlite_mutex.h"
#include "workloads/workload.h"

/* how long one waits before it looks again whether a lock is free: up to this, and up to so many times twice that */
enum { LOCK_WAIT_NS = 2000000, LOCK_DOUBLINGS = 4 };

static struct {
	int (*config)(int, ...);
	int (*initialize)(void);
	int (*open)(const char *, sqlite3 **, int, const char *);
	int (*close)(sqlite3 *);
	int (*busy_handler)(sqlite3 *, int (*)(void *, int), void *);
	int (*create_function)(sqlite3 *, const char *, int, int, void *,
	                       void (*)(sqlite3_context *, int, sqlite3_value **),
	                       void (*)(sqlite3_context *, int, sqlite3_value **),
	                       void (*)(sqlite3_context *));
	double (*value_double)(sqlite3_value *);
	void (*result_int)(sqlite3_context *, int);
	int (*prepare)(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
	int (*bind_int64)(sqlite3_stmt *, int, sqlite3_int64);
	int (*step)(sqlite3_stmt *);
	sqlite3_int64 (*column_int64)(sqlite3_stmt *, int);
	int (*finalize)(sqlite3_stmt *);
	const char *(*errmsg)(sqlite3 *);
} sqlite;

static int
sqlite_load(void)
{
	static const struct library_call calls[] = {
		{"sqlite3_config", &sqlite.config},
		{"sqlite3_open_v2", &sqlite.open},
		{"sqlite3_close", &sqlite.close},
		{"sqlite3_busy_handler", &sqlite.busy_handler},
		{"sqlite3_create_function", &sqlite.create_function},
		{"sqlite3_value_double", &sqlite.value_double},
		{"sqlite3_result_int", &sqlite.result_int},
		{"sqlite3_prepare_v2", &sqlite.prepare},
		{"sqlite3_bind_int64", &sqlite.bind_int64},
		{"sqlite3_step", &sqlite.step},
		{"sqlite3_column_int64", &sqlite.column_int64},
		{"sqlite3_finalize", &sqlite.finalize},
		{"sqlite3_errmsg", &sqlite.errmsg},
		{"sqlite3_initialize", &sqlite.initialize},
		{.name = NULL},
	};
	static bool loaded;

	if (loaded)
		return 0;
	if (library_load("libsqlite3.so.0", calls) != 0)
		return -1;
	/* nobody asks for statistics, for which all threads would share a mutex in each allocation */
	if (sqlite.config(SQLITE_CONFIG_MUTEX, &sqlite_mutexes) != SQLITE_OK ||
	    sqlite.config(SQLITE_CONFIG_MEMSTATUS, 0) != SQLITE_OK ||
	    sqlite.initialize() != SQLITE_OK)
		return workload_fail("libsqlite3 does not start, or takes no mutexes of ours");
	loaded = true;
	return 0;
}

struct connection {
	sqlite3 *db;
	const char *place;
	uint64_t busy_ns;
	uint64_t since_ns; /* when it began to wait for a lock */
};

static int
fail(const struct connection *c, int code)
{
	const char *what = c->db ? sqlite.errmsg(c->db) : "out of memory";

	if (code == SQLITE_BUSY)
		return workload_fail("the database was locked by another writer for %g s: raise "
		                     "--busy, or say fewer --in-flight or --workers",
		                     (double)c->busy_ns / 1e9);
	if (code == SQLITE_NOTADB)
		return workload_fail(
			"--path %s: %s; name an SQLite file, or none, to have one made",
			c->place,
			what);
	return workload_fail("%s: %s", c->place, what);
}

/*
 * What SQLite would do by itself is not for a crowd: all wait alike, longer each time, up to 100 ms. Those
 * who came together come back together, one of them gets the lock, and nobody has it until they come
 * again. So here everybody waits a time of its own.
 */
static int
wait_for_lock(void *connection, int times)
{
	struct connection *c = connection;
	const uint64_t now = clock_ns();
	const uint64_t longest_ns = LOCK_WAIT_NS
	                            << (times < LOCK_DOUBLINGS ? times : LOCK_DOUBLINGS);
	const struct timespec wait = {.tv_nsec = (long)(scramble(now ^ (uintptr_t)c) % longest_ns)};

	if (times == 0)
		c->since_ns = now;
	if (now - c->since_ns >= c->busy_ns)
		return 0;
	nanosleep(&wait, NULL);
	return 1;
}

static void
pg_sleep(sqlite3_context *context, int count, sqlite3_value **arguments)
{
	const double seconds = sqlite.value_double(arguments[0]);
	const struct timespec wait = {.tv_sec = (time_t)seconds,
	                              .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};

	(void)count;
	if (seconds > 0)
		nanosleep(&wait, NULL);
	sqlite.result_int(context, 0);
}

static void
sqlite_close(struct connection *c)
{
	sqlite.close(c->db);
	free(c);
}

static struct connection *
sqlite_open(const char *place, uint64_t busy_ns)
{
	struct connection *c = calloc(1, sizeof *c);
	int code;

	if (!c) {
		workload_fail("%s", strerror(errno));
		return NULL;
	}
	c->place = place;
	c->busy_ns = busy_ns;
	/* one connection has one user, and needs no mutex of its own */
	code = sqlite.open(place, &c->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code == SQLITE_OK)
		code = sqlite.busy_handler(c->db, wait_for_lock, c);
	if (code == SQLITE_OK)
		code = sqlite.create_function(
			c->db, "pg_sleep", 1, SQLITE_UTF8, NULL, pg_sleep, NULL, NULL);
	if (code == SQLITE_OK)
		return c;
	fail(c, code);
	sqlite_close(c);
	return NULL;
}

static int
sqlite_ask(struct connection *c, const char *sql, const int64_t *arguments, size_t count,
           int64_t *answer)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite.prepare(c->db, sql, -1, &statement, NULL);
	int rows = 0;

	for (size_t k = 0; code == SQLITE_OK && k < count; k++)
		code = sqlite.bind_int64(statement, (int)k + 1, arguments[k]);
	if (code == SQLITE_OK)
		while ((code = sqlite.step(statement)) == SQLITE_ROW)
			if (rows++ == 0 && answer)
				*answer = sqlite.column_int64(statement, 0);
	if (code != SQLITE_DONE)
		fail(c, code);
	sqlite.finalize(statement);
	return code == SQLITE_DONE ? rows : -1;
}

const struct database_engine engine_sqlite = {
	.load = sqlite_load,
	.open = sqlite_open,
	.ask = sqlite_ask,
	.close = sqlite_close,
};
