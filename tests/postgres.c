/*
 * postgres PORT FOLDER: unmodified libpq against the PostgreSQL of
 * tests/postgres.sh, which has its socket in that folder. 100 coroutines of one
 * OS thread connect and wait for the server, all at once; and the database
 * workload has its rows in it.
 */
#include <postgresql/libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "runners/clock.h"
#include "runners/loop.h"
#include "runners/runner.h"
#include "tests/postgres_rows.h"
#include "tests/tap.h"
#include "tests/thread_count.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { CLIENTS = 100, ENOUGH = 95 };

/* for how long the server sleeps in a query, in milliseconds; a machine that is too busy to begin the
 * last before the first is answered has a server that sleeps longer */
static const unsigned naps[] = {100, 400, 1600};
static unsigned nap;

#define SERIAL_NS (CLIENTS * UINT64_C(1000000) * nap)

/* how the clients find the server */
static char place[256];

/* coroutines of one thread count without locks */
static size_t alive, most_alive, most_threads;

static void
look_round(void)
{
	size_t threads = alive >= ENOUGH ? thread_count() : 0;

	if (threads > most_threads)
		most_threads = threads;
}

/* the number that the query answers in its last column; -1 and the reason if it does not */
static long
ask(PGconn *connection, const char *query)
{
	PGresult *rows = PQexec(connection, query);
	long number = -1;

	if (PQresultStatus(rows) == PGRES_TUPLES_OK && PQntuples(rows) == 1)
		number = strtol(PQgetvalue(rows, 0, PQnfields(rows) - 1), NULL, 10);
	else
		workload_fail("%s", PQerrorMessage(connection));
	PQclear(rows);
	return number;
}

/* a task: what a client does once it is connected */
static int (*behave)(PGconn *, size_t i, uint64_t *result);

static int
client(const struct value *values, size_t i, uint64_t *result)
{
	PGconn *connection;
	int status;

	(void)values;
	if (++alive > most_alive)
		most_alive = alive;
	connection = PQconnectdb(place);
	look_round();
	if (PQstatus(connection) == CONNECTION_OK)
		status = behave(connection, i, result);
	else
		status = workload_fail("%s", PQerrorMessage(connection));
	look_round();
	PQfinish(connection);
	alive--;
	return status;
}

static int
sleep_in_server(PGconn *connection, size_t i, uint64_t *result)
{
	char query[64];
	long number;

	snprintf(query,
	         sizeof query,
	         "select pg_sleep(%u.%u), %zu",
	         nap / 1000,
	         nap / 100 % 10,
	         1000 + i);
	number = ask(connection, query);
	*result = (uint64_t)number;
	return number < 0 ? -1 : 0;
}

/* The first client takes a lock and keeps it until the server says that all others wait for it: if
 * one of them held up the thread, nobody would ever give it back. */
static bool locked;

static int
keep_lock(PGconn *connection, uint64_t *result)
{
	const struct timespec moment = {.tv_nsec = 20000000};
	long waiting;

	if (ask(connection, "select 1 from pg_advisory_lock(1)") != 1)
		return -1;
	locked = true;
	do {
		nanosleep(&moment, NULL);
		waiting = ask(connection,
		              "select count(*) from pg_locks where locktype = 'advisory' and not "
		              "granted");
	} while (waiting >= 0 && waiting < CLIENTS - 1);
	*result = (uint64_t)waiting;
	return ask(connection, "select pg_advisory_unlock(1), 0") == 0 ? 0 : -1;
}

static int
wait_for_lock(PGconn *connection, size_t i, uint64_t *result)
{
	const struct timespec moment = {.tv_nsec = 1000000};

	if (i == 0)
		return keep_lock(connection, result);
	while (!locked)
		nanosleep(&moment, NULL);
	*result = 1000 + i;
	return ask(connection, "select 1 from pg_advisory_lock_shared(1)") == 1 ? 0 : -1;
}

static struct trial
run(const struct loop_engine *engine, int (*behaviour)(PGconn *, size_t, uint64_t *))
{
	static const struct workload workload = {.name = "client", .task = client};
	struct trial trial;

	behave = behaviour;
	alive = most_alive = most_threads = 0;
	locked = false;
	loop_choice = engine;
	trial = trial_run(runner_find("coroutine"), &workload, CLIENTS, CLIENTS);
	if (trial.status != 0 && trial.tally)
		printf("# %s\n", trial.tally->reason);
	return trial;
}

static bool
all_right(const struct trial *trial)
{
	size_t right = 0;

	for (size_t i = 0; trial->tally && i < CLIENTS; i++)
		right += trial->tally->task[i].result == 1000 + i;
	return trial->status == 0 && right == CLIENTS;
}

/* `helpers`: whether a name must be looked up, which libc only can in a thread that may block */
static void
try_sleeping(const struct loop_engine *engine, const char *way, bool helpers)
{
	const size_t threads_before = thread_count();
	struct trial trial = {.tally = NULL};
	uint64_t took_ns = 0;

	most_alive = 0;
	for (size_t k = 0; k < sizeof naps / sizeof *naps && most_alive < ENOUGH; k++) {
		trial_end(&trial);
		nap = naps[k];
		took_ns = clock_ns();
		trial = run(engine, sleep_in_server);
		took_ns = clock_ns() - took_ns;
	}
	ok(all_right(&trial), "%s, %s: every client's answer is right", engine->name, way);
	ok(most_alive >= ENOUGH, "%s, %s: %zu clients at once", engine->name, way, most_alive);
	ok(took_ns < SERIAL_NS / 5,
	   "%s, %s: they did not wait one after the other (%.2f s, not %.0f)",
	   engine->name,
	   way,
	   (double)took_ns / 1e9,
	   (double)SERIAL_NS / 1e9);
	if (helpers)
		printf("# threads: %zu, before: %zu\n", most_threads, threads_before);
	else
		ok(most_threads == threads_before,
		   "%s, %s: all of them in one thread",
		   engine->name,
		   way);
	trial_end(&trial);
}

static void
try_locking(const struct loop_engine *engine)
{
	struct trial trial = run(engine, wait_for_lock);

	ok(trial.status == 0 && trial.tally->task[0].result == CLIENTS - 1,
	   "%s: the server sees %d clients wait for the lock that the first one has",
	   engine->name,
	   CLIENTS - 1);
	trial_end(&trial);
}

static const char *port, *folder;

static void
on(const struct loop_engine *engine)
{
	snprintf(place,
	         sizeof place,
	         "hostaddr=127.0.0.1 port=%s dbname=postgres user=client",
	         port);
	try_sleeping(engine, "by address", false);
	try_locking(engine);
	snprintf(place, sizeof place, "host=%s port=%s dbname=postgres user=client", folder, port);
	try_sleeping(engine, "by a local socket", false);
	snprintf(place, sizeof place, "host=localhost port=%s dbname=postgres user=client", port);
	try_sleeping(engine, "by name", true);
}

int
main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: postgres PORT FOLDER; tests/postgres.sh knows them\n");
		return 2;
	}
	trial_deadline(100);
	belongings_now(); /* what a sanitizer starts besides is there after this */
	port = argv[1];
	folder = argv[2];
	trial_loops(on);
	postgres_rows(port, folder);
	return done_testing();
}
