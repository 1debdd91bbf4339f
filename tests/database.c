/*
 * Rows in SQLite: none is lost under any model, by many writers at once; and what is the user's stays as it
 * was.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
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

enum { TASKS = 24 };

static const struct workload *database;

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
	ok(user_folder_files() == 0, "... and leave no file");
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

/* Nobody has the database open before: who comes first makes the index of its log, under a mutex and by
 * calls that wait, and the others come meanwhile. */
static int
first_task(const struct value *values, size_t i, uint64_t *result)
{
	struct connection *c = engine_sqlite.open(user_file, UINT64_C(10000000000));
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

	user_file_make("");
	user_file_ask("pragma journal_mode = wal");
	user_file_ask("create table mine (n)");
	trial = trial_run(trial_runner(k), &w, TASKS, TASKS);
	ok(trial.status == 0 && user_file_ask("select count(distinct n) from mine") == TASKS,
	   "%s: %d writers open a database at once that nobody had open",
	   trial_name(k),
	   TASKS);
	if (trial.status != 0 && trial.tally)
		printf("# %s\n", trial.tally->reason);
	trial_end(&trial);
	unlink(user_file);
}

static void
file_of_the_users(void)
{
	struct record first;
	struct record second;

	user_file_make("");
	user_file_ask("create table mine (n)");
	user_file_ask("insert into mine values (41)");
	run_set(&first, database, runner_find("thread"), TASKS, SET("path", user_file));
	run_set(&second, database, runner_find("process"), TASKS, SET("path", user_file));
	ok(rows_counted(&first, TASKS * 2, 1000) && rows_counted(&second, TASKS * 2, 1000),
	   "a database of the user's serves two runs");
	ok(user_file_ask("select n from mine") == 41 &&
	           user_file_ask("select count(*) from sqlite_schema") == 1 &&
	           user_file_ask(
			   "select 1 from pragma_journal_mode where journal_mode = 'delete'") == 1,
	   "... and has what it had, and no more");
	record_free(&first);
	record_free(&second);
	unlink(user_file);
	run_set(&first, database, runner_find("coroutine"), TASKS, SET("path", user_file));
	ok(rows_counted(&first, TASKS * 2, 1000) && access(user_file, F_OK) != 0,
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

	user_file_make("");
	user_file_ask("create table convoy_rows (name text)");
	user_file_ask("insert into convoy_rows values (43)");
	refuses(SET("path", user_file), "with other columns than ours, key and value");
	ok(user_file_ask("select name from convoy_rows") == 43, "... and it has its row");
	user_file_ask("drop table convoy_rows");
	user_file_ask("create table convoy_rows (key bigint primary key, value bigint not null)");
	refuses(SET("path", user_file), "convoy_rows already");
	ok(user_file_ask("select count(*) from convoy_rows") == 0,
	   "... and it has no rows of ours");
	user_file_make("Dear diary, today I have learnt what a coroutine is.");
	refuses(SET("path", user_file), "file is not a database");
	fd = open(user_file, O_RDONLY);
	ok(fd >= 0 && read(fd, content, sizeof content) == 52 &&
	           strstr(content, "Dear diary") == content,
	   "... and stays as it was");
	close(fd);
	unlink(user_file);
	refuses(SET("path", "/nowhere/at/all.db"), "--path /nowhere/at/all.db: No such file");
	refuses(SET("path", "/tmp"), "/tmp: unable to open database file");
	refuses(SET("url", "mysql://root:secret@host/name"),
	        "--url mysql: say one such as postgres:");
	refuses(SET("url", "postgres://x", "path", user_file), "say one of them");
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
	for (size_t k = 0; trial_runner(k); k++) {
		agree(k);
		first(k);
		if (trial_runner(k)->lifecycle != ONE_WORKER)
			overlap(k);
	}
	file_of_the_users();
	wrong();
	ok(belongings_are(&before), "nothing is left");
	ok(rmdir(user_folder) == 0, "... nor in the folder");
	return done_testing();
}
