/*
 * Rows in SQLite where something goes wrong: others have the database locked, rows are missing, a task is
 * killed, or the whole run, or the process that looks after its table. Nothing is left of it.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/record.h"
#include "runners/runner.h"
#include "tests/orphan.h"
#include "tests/rows.h"
#include "tests/setting.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "tests/user_file.h"
#include "workloads/database.h"

enum { TASKS = 24, PATH = 6 };

static const struct workload *database;

/* somebody else, who has the database locked until its pipe is closed */
static pid_t
locker_start(int *leash)
{
	int ready[2];
	int hold[2];
	char none;
	pid_t pid;

	if (pipe(ready) != 0 || pipe(hold) != 0)
		exit(1);
	pid = fork();
	if (pid == 0) {
		struct connection *c = engine_sqlite.open(user_file, 0);

		close(hold[1]);
		if (!c || engine_sqlite.ask(c, "begin immediate", NULL, 0, NULL) != 0)
			_exit(1);
		close(ready[1]);
		_exit(read(hold[0], &none, 1) != 0);
	}
	close(hold[0]);
	close(ready[1]);
	if (read(ready[0], &none, 1) != 0)
		exit(1);
	close(ready[0]);
	*leash = hold[1];
	return pid;
}

static void
locker_end(pid_t pid, int leash)
{
	int status;

	close(leash);
	ok(waitpid(pid, &status, 0) == pid && status == 0, "the other writer had it to the end");
}

static void
locked(void)
{
	struct value values[VALUES] = {{.number = 1}, {.number = 5}, {.number = 1}};
	struct record r;
	uint64_t result;
	pid_t locker;
	int leash;

	user_file_make("");
	locker = locker_start(&leash);
	run_set(&r, database, runner_find("thread"), TASKS, SET("path", user_file, "busy", "60ms"));
	ok(rows_failed(&r, "locked by another writer for 0.06 s: raise --busy"), "%s", r.reason);
	record_free(&r);
	locker_end(locker, leash);
	values[4].number = 60000000;
	values[PATH].text = user_file;
	ok(workload_set_up(database, values, 1) == 0, "a database that is free again");
	locker = locker_start(&leash);
	ok(database->task(values, 0, &result) == -1 &&
	           strstr(workload_reason, "locked by another writer for 0.06 s"),
	   "... and locked during the run: %s",
	   workload_reason);
	locker_end(locker, leash);
	ok(database->task(values, 0, &result) == 0, "... and when it is not, is written to");
	workload_tear_down(database, values);
	ok(user_file_ask("select count(*) from sqlite_schema") == 0, "... and is left as it was");
	unlink(user_file);
}

/* another writer has the database locked for so long after the run, or until its leash is closed */
static pid_t
locker_for(useconds_t us, int *leash)
{
	pid_t locker = locker_start(leash);

	if (us > 0 && fork() == 0) {
		usleep(us);
		_exit(0);
	}
	if (us > 0)
		close(*leash);
	return locker;
}

static int
locked_at_end(useconds_t us)
{
	struct value values[VALUES] = {
		{.number = 1}, {.number = 5}, {.number = 1}, {.number = 0}, {.number = 1000000}};
	struct outcome outcomes[OUTCOMES_MAX] = {{.name = NULL}};
	uint64_t result;
	pid_t locker;
	int status;
	int leash;

	values[PATH].text = user_file;
	if (workload_set_up(database, values, 1) != 0 || database->task(values, 0, &result) != 0)
		return -2;
	locker = locker_for(us, &leash);
	status = database->outcomes(values, outcomes, 1);
	if (us == 0)
		close(leash);
	workload_tear_down(database, values);
	while (waitpid(locker, NULL, 0) > 0 || waitpid(-1, NULL, 0) > 0)
		;
	return status;
}

/* what is taken away waits longer than the run */
static void
drops(void)
{
	const uint64_t patience_ns = keeper_patience_ns;

	user_file_make("");
	ok(locked_at_end(300000) == 0 && user_file_ask("select count(*) from sqlite_schema") == 0,
	   "a writer that is there for a moment at the end: the table is dropped after it");
	keeper_patience_ns = 50000000;
	ok(locked_at_end(0) == -1 && strstr(workload_reason, "convoy_rows is left") &&
	           strstr(workload_reason, "for 0.05 s") && !strstr(workload_reason, "--busy") &&
	           user_file_ask("select count(*) from sqlite_schema") > 0,
	   "one that stays makes the run fail: %s",
	   workload_reason);
	keeper_patience_ns = patience_ns;
	unlink(user_file);
}

/* tasks that leave out what they should write */
static int
leave_out(const struct value *values, size_t i, uint64_t *result)
{
	*result = scramble(i);
	return i == 0 ? 0 : database->task(values, i, result);
}

/* writers of which one dies with the database locked */
static int
die(const struct value *values, size_t i, uint64_t *result)
{
	struct connection *c;

	if (i != 3)
		return database->task(values, i, result);
	c = engine_sqlite.open(values[PATH].text, UINT64_C(10000000000));
	if (!c || engine_sqlite.ask(c, "begin immediate", NULL, 0, NULL) != 0)
		return -1;
	kill(getpid(), SIGKILL);
	return -1;
}

static void
losses(void)
{
	struct workload other = *database;
	struct record r;

	other.task = leave_out;
	run_set(&r, &other, runner_find("thread"), TASKS, SET("access", "write", "queries", "5"));
	ok(rows_failed(&r,
	               "of 120 rows that were written and 1000 that were there, 115 and 1000") &&
	           r.outcomes[2].count == 5,
	   "rows that are missing fail the run, and are counted: %s",
	   r.reason);
	record_free(&r);
	other.task = die;
	run_set(&r, &other, runner_find("process"), TASKS, SET("access", "write"));
	ok(rows_failed(&r, "Killed") && user_folder_files() == 0,
	   "a writer that is killed fails the run, which leaves no file: %s",
	   r.reason);
	record_free(&r);
}

/* a run of a process of its own that is killed in the midst of it */
static void
killed(const char *path)
{
	const struct timespec moment = {.tv_nsec = 20000000};
	pid_t pid = fork();
	bool begun = false;
	struct record r;

	if (pid == 0) {
		run_set(&r,
		        database,
		        runner_find("process"),
		        TASKS,
		        path ? SET("wait", "10s", "path", path) : SET("wait", "10s"));
		_exit(0);
	}
	for (int tries = 0; !begun && tries < 500; tries++) {
		nanosleep(&moment, NULL);
		begun = path ? user_file_ask("select max(key) from convoy_rows") == 999
		             : user_folder_files() > 0;
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	for (int tries = 0; tries < 500; tries++) {
		nanosleep(&moment, NULL);
		if (user_folder_files() == 0 &&
		    (!path || user_file_ask("select count(*) from sqlite_schema") == 0))
			break;
	}
	ok(begun && user_folder_files() == 0, "a run that is killed leaves no file");
	ok(!path || user_file_ask("select count(*) from sqlite_schema") == 0,
	   "... and no table in %s",
	   path ? "the user's" : "any");
}

/* the process that has the database open is killed: then the run takes away itself what was made */
static void
keeper_killed(const char *path)
{
	struct value values[VALUES] = {{.number = 1}, {.number = 5}, {.number = 1}};
	pid_t child[CHILDREN_MAX];
	char mine[64];
	uint64_t result;

	snprintf(mine, sizeof mine, "%s", path ? path : "");
	values[PATH].text = path ? mine : NULL;
	ok(workload_set_up(database, values, 1) == 0 && children_now(child) == 1 &&
	           kill(child[0], SIGKILL) == 0 && database->task(values, 0, &result) == 0,
	   "without its keeper a run goes on");
	workload_tear_down(database, values);
	ok(user_folder_files() == 0 &&
	           (!path || user_file_ask("select count(*) from sqlite_schema") == 0),
	   "... and takes away what the keeper has made");
}

int
main(void)
{
	struct belongings before;

	trial_deadline(120);
	database = workload_find("database");
	if (user_folder_make() != 0)
		return 1;
	before = belongings_now();
	locked();
	drops();
	losses();
	killed(NULL);
	user_file_make("");
	killed(user_file);
	keeper_killed(user_file);
	keeper_killed(NULL);
	unlink(user_file);
	ok(belongings_are(&before), "nothing is left");
	ok(rmdir(user_folder) == 0, "... nor in the folder");
	return done_testing();
}
