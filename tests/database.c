/*
 * Rows in SQLite: none is lost under any model, by many writers at once; what is the user's stays as it
 * was; and of a run nothing is left, whoever of it is killed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
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
#include "workloads/database.h"

enum { TASKS = 24, PATH = 6 };

static char folder[] = "/tmp/convoy-database-test-XXXXXX";
static char file[sizeof folder + 16];

static const struct workload *database;

/* files in our folder but for the user's: runs make theirs there */
static size_t
files(void)
{
	DIR *d = opendir(folder);
	struct dirent *entry;
	size_t count = 0;

	while (d && (entry = readdir(d)))
		count += *entry->d_name != '.' && strncmp(entry->d_name, "mine", 4) != 0;
	if (d)
		closedir(d);
	return count;
}

static void
agree(size_t k)
{
	struct record serial;
	struct record mix;
	struct record write;

	run_set(&serial, database, runner_find("serial"), TASKS, SET("queries", "3"));
	run_set(&mix, database, trial_runner(k), TASKS, SET("queries", "3"));
	run_set(&write,
	        database,
	        trial_runner(k),
	        TASKS,
	        SET("queries", "4", "access", "write", "rows", "10", "wait", "200us"));
	ok(rows_counted(&mix, TASKS * 1.5, 1000) && rows_counted(&serial, TASKS * 1.5, 1000) &&
	           strcmp(mix.checksum, serial.checksum) == 0 && strlen(mix.checksum) == 16,
	   "%s: readers and writers come to what serial does",
	   trial_name(k));
	ok(rows_counted(&write, TASKS * 4, 10) && write.run_s >= TASKS * 4 * 0.0002,
	   "... %d writers at once lose no row, and write one after the other",
	   TASKS);
	ok(files() == 0, "... and leave no file");
	record_free(&serial);
	record_free(&mix);
	record_free(&write);
}

/* readers wait side by side: the seam has what SQLite waits in */
static void
overlap(size_t k)
{
	struct record r;

	run_set(&r,
	        database,
	        trial_runner(k),
	        TASKS,
	        SET("access", "read", "queries", "1", "wait", "50ms"));
	ok(rows_counted(&r, 0, 1000) && r.peak_concurrency >= TASKS / 2.0,
	   "%s: %.0f of %d readers wait at once",
	   trial_name(k),
	   r.peak_concurrency,
	   TASKS);
	record_free(&r);
}

/* one statement in the user's file; its first number, or -1 */
static int64_t
ask(const char *sql)
{
	struct connection *c = engine_sqlite.open(file, 0);
	int64_t answer = 0;
	int rows = c ? engine_sqlite.ask(c, sql, NULL, 0, &answer) : -1;

	if (c)
		engine_sqlite.close(c);
	return rows < 0 ? -1 : answer;
}

static void
file_make(const char *content)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, content, strlen(content)) != (ssize_t)strlen(content)) {
		perror(file);
		exit(1);
	}
	close(fd);
}

/* Nobody has the database open before: who comes first makes the index of its log, under a mutex and by
 * calls that wait, and the others come meanwhile. */
static int
first_task(const struct value *values, size_t i, uint64_t *result)
{
	struct connection *c = engine_sqlite.open(file, UINT64_C(10000000000));
	const int64_t key = (int64_t)i;
	int status = c ? engine_sqlite.ask(c, "insert into mine values ($1)", &key, 1, NULL) : -1;

	(void)values;
	if (c)
		engine_sqlite.close(c);
	*result = scramble(i);
	return status;
}

static void
first(size_t k)
{
	static const struct workload w = {.name = "first", .task = first_task};
	struct trial trial;

	file_make("");
	ask("pragma journal_mode = wal");
	ask("create table mine (n)");
	trial = trial_run(trial_runner(k), &w, TASKS, TASKS);
	ok(trial.status == 0 && ask("select count(distinct n) from mine") == TASKS,
	   "%s: %d writers open a database at once that nobody had open",
	   trial_name(k),
	   TASKS);
	if (trial.status != 0 && trial.tally)
		printf("# %s\n", trial.tally->reason);
	trial_end(&trial);
	unlink(file);
}

static void
user_file(void)
{
	struct record first;
	struct record second;

	file_make("");
	ask("create table mine (n)");
	ask("insert into mine values (41)");
	run_set(&first, database, runner_find("thread"), TASKS, SET("path", file));
	run_set(&second, database, runner_find("process"), TASKS, SET("path", file));
	ok(rows_counted(&first, TASKS * 2, 1000) && rows_counted(&second, TASKS * 2, 1000),
	   "a database of the user's serves two runs");
	ok(ask("select n from mine") == 41 && ask("select count(*) from sqlite_schema") == 1 &&
	           ask("select 1 from pragma_journal_mode where journal_mode = 'delete'") == 1,
	   "... and has what it had, and no more");
	record_free(&first);
	record_free(&second);
	unlink(file);
	run_set(&first, database, runner_find("coroutine"), TASKS, SET("path", file));
	ok(rows_counted(&first, TASKS * 2, 1000) && access(file, F_OK) != 0,
	   "a file that was not there goes with the run");
	record_free(&first);
}

static void
refuses(const char *const *set, const char *words)
{
	struct record r;

	run_set(&r, database, runner_find("thread"), TASKS, set);
	ok(rows_failed(&r, words), "%s", r.reason);
	record_free(&r);
}

static void
wrong(void)
{
	char content[64] = "";
	int fd;

	file_make("");
	ask("create table convoy_rows (name text)");
	ask("insert into convoy_rows values (43)");
	refuses(SET("path", file), "with other columns than ours, key and value");
	ok(ask("select name from convoy_rows") == 43, "... and it has its row");
	ask("drop table convoy_rows");
	ask("create table convoy_rows (key bigint primary key, value bigint not null)");
	refuses(SET("path", file), "convoy_rows already");
	ok(ask("select count(*) from convoy_rows") == 0, "... and it has no rows of ours");
	file_make("Dear diary, today I have learnt what a coroutine is.");
	refuses(SET("path", file), "file is not a database");
	fd = open(file, O_RDONLY);
	ok(fd >= 0 && read(fd, content, sizeof content) == 52 &&
	           strstr(content, "Dear diary") == content,
	   "... and stays as it was");
	close(fd);
	unlink(file);
	refuses(SET("path", "/nowhere/at/all.db"), "--path /nowhere/at/all.db: No such file");
	refuses(SET("path", "/tmp"), "/tmp: unable to open database file");
	refuses(SET("url", "mysql://root:secret@host/name"),
	        "--url mysql: say one such as postgres:");
	refuses(SET("url", "postgres://x", "path", file), "say one of them");
}

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
		struct connection *c = engine_sqlite.open(file, 0);

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
	uint64_t result;
	pid_t locker;
	int leash;

	file_make("");
	locker = locker_start(&leash);
	refuses(SET("path", file, "busy", "60ms"),
	        "locked by another writer for 0.06 s: raise --busy");
	locker_end(locker, leash);
	values[4].number = 60000000;
	values[PATH].text = file;
	ok(workload_set_up(database, values, 1) == 0, "a database that is free again");
	locker = locker_start(&leash);
	ok(database->task(values, 0, &result) == -1 &&
	           strstr(workload_reason, "locked by another writer for 0.06 s"),
	   "... and locked during the run: %s",
	   workload_reason);
	locker_end(locker, leash);
	ok(database->task(values, 0, &result) == 0, "... and when it is not, is written to");
	workload_tear_down(database, values);
	ok(ask("select count(*) from sqlite_schema") == 0, "... and is left as it was");
	unlink(file);
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

	values[PATH].text = file;
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

	file_make("");
	ok(locked_at_end(300000) == 0 && ask("select count(*) from sqlite_schema") == 0,
	   "a writer that is there for a moment at the end: the table is dropped after it");
	keeper_patience_ns = 50000000;
	ok(locked_at_end(0) == -1 && strstr(workload_reason, "convoy_rows is left") &&
	           strstr(workload_reason, "for 0.05 s") && !strstr(workload_reason, "--busy") &&
	           ask("select count(*) from sqlite_schema") > 0,
	   "one that stays makes the run fail: %s",
	   workload_reason);
	keeper_patience_ns = patience_ns;
	unlink(file);
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
	ok(rows_failed(&r, "Killed") && files() == 0,
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
		begun = path ? ask("select max(key) from convoy_rows") == 999 : files() > 0;
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	for (int tries = 0; tries < 500; tries++) {
		nanosleep(&moment, NULL);
		if (files() == 0 && (!path || ask("select count(*) from sqlite_schema") == 0))
			break;
	}
	ok(begun && files() == 0, "a run that is killed leaves no file");
	ok(!path || ask("select count(*) from sqlite_schema") == 0,
	   "... and no table in %s",
	   path ? "the user's" : "any");
}

/* the process that has the database open is killed: then the run takes away itself what was made */
static void
keeper_killed(const char *path)
{
	struct value values[VALUES] = {{.number = 1}, {.number = 5}, {.number = 1}};
	pid_t child[CHILDREN_MAX];
	char mine[sizeof file];
	uint64_t result;

	snprintf(mine, sizeof mine, "%s", path ? path : "");
	values[PATH].text = path ? mine : NULL;
	ok(workload_set_up(database, values, 1) == 0 && children_now(child) == 1 &&
	           kill(child[0], SIGKILL) == 0 && database->task(values, 0, &result) == 0,
	   "without its keeper a run goes on");
	workload_tear_down(database, values);
	ok(files() == 0 && (!path || ask("select count(*) from sqlite_schema") == 0),
	   "... and takes away what the keeper has made");
}

int
main(void)
{
	struct belongings before;

	trial_deadline(120);
	database = workload_find("database");
	if (!mkdtemp(folder) || setenv("TMPDIR", folder, 1) != 0 || engine_sqlite.load() != 0) {
		printf("Bail out! %s: %s\n", folder, workload_reason);
		return 1;
	}
	snprintf(file, sizeof file, "%s/mine.db", folder);
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++) {
		agree(k);
		first(k);
		if (trial_runner(k)->lifecycle != ONE_WORKER)
			overlap(k);
	}
	user_file();
	wrong();
	locked();
	drops();
	losses();
	killed(NULL);
	file_make("");
	killed(file);
	keeper_killed(file);
	keeper_killed(NULL);
	unlink(file);
	ok(belongings_are(&before), "nothing is left");
	ok(rmdir(folder) == 0, "... nor in the folder");
	return done_testing();
}
