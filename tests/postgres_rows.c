#include "tests/postgres_rows.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/record.h"
#include "runners/runner.h"
#include "tests/rows.h"
#include "tests/setting.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/database.h"
#include "workloads/workload.h"

enum { TASKS = 24, CROWD = 100, ENOUGH = 95, TOO_MANY = 150, URL = 5 };

static char url[256];

static int64_t
ask(const char *sql)
{
	return rows_ask(&engine_postgres, url, sql);
}

static bool
no_table(void)
{
	return ask("select count(*) from pg_tables where tablename = 'convoy_rows'") == 0;
}

static void
agree(const struct workload *w, size_t k)
{
	struct record file;
	struct record server;

	run_set(&file, w, runner_find("serial"), TASKS, SET("queries", "3"));
	run_set(&server, w, trial_runner(k), TASKS, SET("queries", "3", "url", url));
	ok(rows_counted(&server, TASKS * 1.5, 1000) && rows_counted(&file, TASKS * 1.5, 1000) &&
	           strcmp(server.checksum, file.checksum) == 0 && strlen(server.checksum) == 16,
	   "%s: rows in PostgreSQL are those in SQLite, and none is lost",
	   trial_name(k));
	ok(no_table(), "... and there is no table left");
	record_free(&file);
	record_free(&server);
}

static pid_t
run_apart(const struct workload *w, const char *runner, const char *wait)
{
	pid_t pid = fork();
	struct record r;

	if (pid == 0) {
		run_set(&r,
		        w,
		        runner_find(runner),
		        CROWD,
		        SET("access", "read", "queries", "1", "wait", wait, "url", url));
		_exit(!rows_counted(&r, 0, 1000));
	}
	return pid;
}

/* the most that the server saw wait while that process ran */
static int64_t
most_waiting(pid_t pid, int *status)
{
	const struct timespec moment = {.tv_nsec = 10000000};
	struct connection *c = engine_postgres.open(url, 1000000);
	int64_t most = 0;

	while (c && waitpid(pid, status, WNOHANG) == 0) {
		int64_t now = 0;

		engine_postgres.ask(
			c,
			"select count(*) from pg_stat_activity where wait_event = 'PgSleep'",
			NULL,
			0,
			&now);
		most = now > most ? now : most;
		nanosleep(&moment, NULL);
	}
	if (c)
		engine_postgres.close(c);
	return most;
}

/* a machine that is too busy to begin the last query before the first is answered has longer ones */
static void
overlap(const struct workload *w)
{
	static const char *const waits[] = {"500ms", "2s", "8s"};
	int64_t most = 0;
	int status = 1;

	for (size_t k = 0; most < ENOUGH && k < sizeof waits / sizeof *waits; k++)
		most = most_waiting(run_apart(w, "coroutine", waits[k]), &status);
	ok(most >= ENOUGH && status == 0,
	   "the server sees %lld of %d coroutines wait at once",
	   (long long)most,
	   CROWD);
}

static void
refuses(const struct workload *w, size_t tasks, const char *where, const char *words)
{
	struct record r;

	run_set(&r,
	        w,
	        runner_find("coroutine"),
	        tasks,
	        SET("url", where, "busy", "50ms", "wait", "300ms"));
	ok(rows_failed(&r, words) && !strstr(r.reason, "secret"), "%s", r.reason);
	record_free(&r);
}

static void
wrong(const struct workload *w, const char *port)
{
	char stranger[128];

	snprintf(stranger, sizeof stranger, "postgres://client@127.0.0.1:%s/postgres", port);
	refuses(w, TASKS, stranger, "permission denied");
	refuses(w, TASKS, "postgres://owner:secret@127.0.0.1:1/postgres", "Connection refused");
	refuses(w, TASKS, "postgres://owner@127.0.0.1:port/postgres", "port");
	refuses(w, TOO_MANY, url, "say fewer --in-flight or --workers");
	ok(no_table(), "... and there is no table left");
	ask("create table convoy_rows (name text)");
	refuses(w, TASKS, url, "with other columns than ours, key and value");
	ask("drop table convoy_rows");
	ask("create table convoy_rows (key bigint, value bigint)");
	refuses(w, TASKS, url, "convoy_rows already");
	ok(ask("select count(*) from convoy_rows") == 0, "... and it has no rows of ours");
	ask("drop table convoy_rows");
}

static void
locked(const struct workload *w)
{
	struct value values[VALUES] = {
		{.number = 1}, {.number = 5}, {.number = 1}, {.number = 0}, {.number = 50000000}};
	struct connection *other = engine_postgres.open(url, 0);
	uint64_t result;

	values[URL].text = url;
	ok(other && workload_set_up(w, values, 1) == 0 &&
	           engine_postgres.ask(other, "begin", NULL, 0, NULL) == 0 &&
	           engine_postgres.ask(other, "lock table convoy_rows", NULL, 0, NULL) == 0,
	   "somebody else locks the table");
	ok(w->task(values, 0, &result) == -1 && strstr(workload_reason, "for 0.05 s: raise --busy"),
	   "... which a task is told: %s",
	   workload_reason);
	engine_postgres.close(other);
	ok(w->task(values, 0, &result) == 0, "... and when it is free, the task is done");
	workload_tear_down(w, values);
}

static void
killed(const struct workload *w)
{
	const struct timespec moment = {.tv_nsec = 20000000};
	pid_t pid = run_apart(w, "process", "30s");
	bool begun = false;

	for (int tries = 0; !begun && tries < 500; tries++) {
		nanosleep(&moment, NULL);
		begun = ask("select max(key) from convoy_rows") == 999;
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	for (int tries = 0; !no_table() && tries < 500; tries++)
		nanosleep(&moment, NULL);
	ok(begun && no_table(), "a run that is killed leaves no table");
}

void
postgres_rows(const char *port, const char *folder)
{
	const struct workload *w = workload_find("database");

	snprintf(url, sizeof url, "postgres://owner@/postgres?host=%s&port=%s", folder, port);
	if (!ok(engine_postgres.load() == 0, "libpq is loaded"))
		return;
	for (size_t k = 0; trial_runner(k); k++)
		agree(w, k);
	overlap(w);
	wrong(w, port);
	locked(w);
	killed(w);
}
