#ifndef WORKLOADS_DATABASE_H
#define WORKLOADS_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workloads/companion.h"

/* A connection belongs to the task or process that opened it: none is carried across fork. */
struct connection;

/*
 * A kind of database. All take the same SQL, of a statement at a time, in which $1, $2, ..., in ascending
 * order, stand for whole numbers, and pg_sleep(seconds) waits in the database. What returns -1 or NULL
 * leaves the reason in workload_reason.
 */
struct database_engine {
	/* once, before there are connections */
	int (*load)(void);
	/* whoever waits for a lock gives up after so long */
	struct connection *(*open)(const char *place, uint64_t busy_ns);
	/* do a statement, and return how many rows it answers; if any, the first one's first number */
	int (*ask)(struct connection *, const char *sql, const int64_t *arguments, size_t count,
	           int64_t *answer);
	void (*close)(struct connection *);
};

extern const struct database_engine engine_sqlite, engine_postgres;

/* Where the rows of a run lie: of number `key` in 0..rows-1, and those that are written after these. */
struct database {
	const struct database_engine *engine;
	const char *place; /* a path or a URL */
	uint64_t busy_ns;
	uint64_t wait_ns; /* how long each query waits in the database */
	uint64_t rows;
	bool file_ours;   /* whether the file goes with the run */
	bool folder_ours; /* ... and the folder that it is in */

	struct companion keeper;
};

/* the value in the row of that number */
int64_t database_row(uint64_t key);

/* Read that row, or write it: 0 with its value, or -1 with workload_reason, also if it is not there to be read. */
int rows_read(const struct database *, struct connection *, uint64_t key, int64_t *value);
int rows_write(const struct database *, struct connection *, uint64_t key, int64_t *value);

/* What rows come to that were written, or should have been: how many, and the sum of their values, of each
 * the remainder by 65536, so that no sum overflows. */
struct rows {
	int64_t count, sum;
};

/* one more */
void rows_add(struct rows *, uint64_t key);

/* Ask, by a connection that has seen nothing of the run, what was written, and how many rows are left of those that
 * were there before: 0, or -1 with workload_reason. */
int rows_count(const struct database *, struct rows *written, int64_t *kept);

/* Find its engine, and its place by what the user says; without a word, make a file and say where it is. 0, or
 * -1 with workload_reason */
int database_place(struct database *, const char *url, char **path);

/* give back what the place was found by: the path, if it was made */
void database_forget(struct database *, char **path);

/*
 * Start the keeper: a process that makes the table of rows, has the database open for as long as the
 * run lasts, so that its tasks never are the last to leave it, and takes away again what it made, also
 * if the run is killed. 0, or -1 with workload_reason; then nothing is left
 */
int keeper_start(struct database *);

/* how long the table's drop waits for others' locks, whatever --busy says of the run; tests are in a hurry */
extern uint64_t keeper_patience_ns;

/* Have the table dropped, since the run needs it no longer: 0, or -1 with workload_reason if it is left. */
int keeper_drop(struct database *);

/* return when the keeper has taken away what it made, if it has not yet */
void keeper_end(struct database *);

#endif
