/*
 * PostgreSQL, by the blocking calls of libpq, a round trip a statement. The server
 * runs each connection in a process of its own, and lets writers of different
 * rows go on side by side.
 */
#include <errno.h>
#include <postgresql/libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/database.h"
#include "workloads/library.h"
#include "workloads/workload.h"

enum { ARGUMENTS_MAX = 4 };

static struct {
	PGconn *(*connect)(const char *const *, const char *const *, int);
	ConnStatusType (*status)(const PGconn *);
	char *(*error)(const PGconn *);
	void (*finish)(PGconn *);
	PGresult *(*exec)(PGconn *, const char *, int, const Oid *, const char *const *,
	                  const int *, const int *, int);
	ExecStatusType (*result_status)(const PGresult *);
	char *(*result_field)(const PGresult *, int);
	int (*rows)(const PGresult *);
	char *(*value)(const PGresult *, int, int);
	void (*clear)(PGresult *);
} pq;

struct connection {
	PGconn *server;
	uint64_t busy_ns;
};

static int
postgres_load(void)
{
	static const struct library_call calls[] = {
		{"PQconnectdbParams", &pq.connect},
		{"PQstatus", &pq.status},
		{"PQerrorMessage", &pq.error},
		{"PQfinish", &pq.finish},
		{"PQexecParams", &pq.exec},
		{"PQresultStatus", &pq.result_status},
		{"PQresultErrorField", &pq.result_field},
		{"PQntuples", &pq.rows},
		{"PQgetvalue", &pq.value},
		{"PQclear", &pq.clear},
		{.name = NULL},
	};

	return pq.clear ? 0 : library_load("libpq.so.5", calls);
}

/* The first line of what it says: the others are advice. The URL may hold a password, and is not told. */
static int
fail(const char *message)
{
	if (strstr(message, "too many clients") || strstr(message, "remaining connection slots"))
		return workload_fail("--url: the server has no connection left, see its "
		                     "max_connections: say fewer --in-flight or --workers");
	return workload_fail("--url: %.*s", (int)strcspn(message, "\n"), message);
}

static void
postgres_close(struct connection *c)
{
	pq.finish(c->server);
	free(c);
}

/* What the URL says comes last, and wins. */
static struct connection *
postgres_open(const char *place, uint64_t busy_ns)
{
	char options[64];
	const char *const names[] = {"connect_timeout", "options", "dbname", NULL};
	const char *const values[] = {"10", options, place, NULL};
	struct connection *c = malloc(sizeof *c);

	if (!c) {
		workload_fail("%s", strerror(errno));
		return NULL;
	}
	/* 0 would be for ever */
	snprintf(options,
	         sizeof options,
	         "-c lock_timeout=%llu",
	         (unsigned long long)(busy_ns < 1000000 ? 1 : busy_ns / 1000000));
	*c = (struct connection){pq.connect(names, values, true), busy_ns};
	if (pq.status(c->server) == CONNECTION_OK)
		return c;
	fail(pq.error(c->server));
	postgres_close(c);
	return NULL;
}

static int
refused(const struct connection *c, const PGresult *result)
{
	static const char lock_not_available[] = "55P03";
	const char *state = pq.result_field(result, PG_DIAG_SQLSTATE);

	if (state && strcmp(state, lock_not_available) == 0)
		return workload_fail("the table was locked by somebody else for %g s: raise --busy",
		                     (double)c->busy_ns / 1e9);
	return fail(pq.error(c->server));
}

static int
postgres_ask(struct connection *c, const char *sql, const int64_t *arguments, size_t count,
             int64_t *answer)
{
	char texts[ARGUMENTS_MAX][24];
	const char *values[ARGUMENTS_MAX];
	PGresult *result;
	int rows = 0;

	for (size_t k = 0; k < count; k++) {
		snprintf(texts[k], sizeof texts[k], "%lld", (long long)arguments[k]);
		values[k] = texts[k];
	}
	result = pq.exec(c->server, sql, (int)count, NULL, values, NULL, NULL, 0);
	switch (pq.result_status(result)) {
	case PGRES_TUPLES_OK:
		rows = pq.rows(result);
		if (rows > 0 && answer)
			*answer = strtoll(pq.value(result, 0, 0), NULL, 10);
		break;
	case PGRES_COMMAND_OK:
		break;
	default:
		rows = refused(c, result);
	}
	pq.clear(result);
	return rows;
}

const struct database_engine engine_postgres = {
	.load = postgres_load,
	.open = postgres_open,
	.ask = postgres_ask,
	.close = postgres_close,
};
