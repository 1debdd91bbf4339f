/*
 * Reads and writes in a database, by a connection of each task's own: of a file,
 * by SQLite, or of a PostgreSQL server. A writer's rows are its own, and are
 * durable when its statement returns; after the run they are counted, by a
 * connection that has seen none of it: none may be missing.
 *
 * In a database of the user's the rows lie in a table of our own, convoy_rows, which must not be there
 * yet and is dropped afterwards; nothing else is touched.
 */
#include <stdlib.h>

#include "runners/blocking.h"
#include "workloads/database.h"
#include "workloads/workload.h"

/* what setup made is no parameter: it lies behind them, in a value of the workload's own */
enum { ACCESS, ROWS, QUERIES, WAIT, BUSY, URL, PATH, DATABASE };
enum { READ, WRITE, MIX };

#define SECOND UINT64_C(1000000000)

static struct database *
database_of(const struct value *values)
{
	return (struct database *)(uintptr_t)values[DATABASE].number;
}

/* whether task i's k-th query writes */
static bool
writes(const struct value *values, uint64_t i, uint64_t k)
{
	return values[ACCESS].number == WRITE || (values[ACCESS].number == MIX && (i + k) % 2);
}

/* the number of the row that it reads or writes: what is written is nobody else's */
static uint64_t
key_of(const struct value *values, uint64_t i, uint64_t k)
{
	const uint64_t query = i * values[QUERIES].number + k;
	const uint64_t rows = values[ROWS].number;

	return writes(values, i, k) ? rows + query : scramble(query) % rows;
}

static int
read_row(const struct value *values, struct connection *c, uint64_t key, int64_t *value)
{
	const int64_t arguments[] = {(int64_t)(values[WAIT].number / 1000), (int64_t)key};
	int rows = database_of(values)->engine->ask(
		c,
		"select value, pg_sleep(cast($1 as bigint) / 1e6) from convoy_rows where key = $2",
		arguments,
		2,
		value);

	if (rows == 0)
		return workload_fail("row %lld is not in the table", (long long)key);
	return rows < 0 ? -1 : 0;
}

static int
write_row(const struct value *values, struct connection *c, uint64_t key, int64_t *value)
{
	const int64_t arguments[] = {
		(int64_t)key, database_row(key), (int64_t)(values[WAIT].number / 1000)};

	*value = arguments[1];
	return database_of(values)->engine->ask(
		c,
		"insert into convoy_rows (key, value) select cast($1 as bigint), cast($2 as "
		"bigint) "
		"where pg_sleep(cast($3 as bigint) / 1e6) is not null",
		arguments,
		3,
		NULL);
}

static int
database_task(const struct value *values, size_t i, uint64_t *result)
{
	const struct database *d = database_of(values);
	struct connection *c = d->engine->open(d->place, d->busy_ns);
	int status = c ? 0 : -1;

	*result = scramble(i);
	for (uint64_t k = 0; status == 0 && k < values[QUERIES].number; k++) {
		int64_t value = 0;

		status = (writes(values, i, k) ? write_row
		                               : read_row)(values, c, key_of(values, i, k), &value);
		*result += scramble((uint64_t)value);
		checkpoint();
	}
	if (c)
		d->engine->close(c);
	return status;
}

static void
database_forget(struct value *values, struct database *d)
{
	if (d->folder_ours) {
		free(values[PATH].text);
		values[PATH].text = NULL;
	}
	free(d);
}

static int
database_setup(struct value *values, size_t tasks)
{
	struct database *d = calloc(1, sizeof *d);

	(void)tasks;
	if (!d)
		return -1;
	d->busy_ns = values[BUSY].number;
	d->rows = values[ROWS].number;
	values[DATABASE].number = (uintptr_t)d;
	if (database_place(d, values[URL].text, &values[PATH].text) == 0 && keeper_start(d) == 0)
		return 0;
	database_forget(values, d);
	return -1;
}

static void
database_teardown(struct value *values)
{
	keeper_end(database_of(values));
	database_forget(values, database_of(values));
}

/* What the rows come to that a run has, of its own, or has had from the start. */
struct account {
	int64_t rows, sum;
};

/* what is in a row counts, too, but must not overflow */
enum { SUMMAND = 65536 };

static struct account
account_due(const struct value *values, size_t tasks)
{
	struct account due = {.rows = 0};

	for (uint64_t i = 0; i < tasks; i++)
		for (uint64_t k = 0; k < values[QUERIES].number; k++)
			if (writes(values, i, k)) {
				due.rows++;
				due.sum += database_row(key_of(values, i, k)) % SUMMAND;
			}
	return due;
}

static int
account_take(const struct value *values, struct account *written, int64_t *kept)
{
	const struct database *d = database_of(values);
	const int64_t rows = (int64_t)d->rows;
	struct connection *c = d->engine->open(d->place, d->busy_ns);
	bool told =
		c &&
		d->engine->ask(
			c, "select count(*) from convoy_rows where key < $1", &rows, 1, kept) ==
			1 &&
		d->engine->ask(c,
	                       "select count(*) from convoy_rows where key >= $1",
	                       &rows,
	                       1,
	                       &written->rows) == 1 &&
		d->engine->ask(
			c,
			"select coalesce(sum(value % 65536), 0) from convoy_rows where key >= $1",
			&rows,
			1,
			&written->sum) == 1;

	if (c)
		d->engine->close(c);
	return told ? 0 : -1;
}

/* the counts, and a word if they are not what was due */
static int
count_rows(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct account due = account_due(values, tasks);
	struct account written = {.rows = 0};
	int64_t kept = 0;
	int64_t found;

	if (account_take(values, &written, &kept) != 0)
		return -1;
	found = kept + written.rows;
	outcomes[0] = (struct outcome){"rows_written", (uint64_t)written.rows};
	outcomes[1] = (struct outcome){"rows_found", (uint64_t)found};
	outcomes[2] = (struct outcome){"rows_lost", 0};
	if (found == (int64_t)values[ROWS].number + due.rows && written.rows == due.rows)
		return written.sum == due.sum
		               ? 0
		               : workload_fail("rows hold other values than were written");
	if (found < (int64_t)values[ROWS].number + due.rows)
		outcomes[2].count = values[ROWS].number + (uint64_t)(due.rows - found);
	return workload_fail("of %lld rows that were written and %lld that were there, %lld and "
	                     "%lld are there now",
	                     (long long)due.rows,
	                     (long long)values[ROWS].number,
	                     (long long)written.rows,
	                     (long long)kept);
}

/* what the run leaves in the user's database is no less its failure than what it loses there */
static int
database_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	if (count_rows(values, outcomes, tasks) != 0)
		return -1;
	return keeper_drop(database_of(values));
}

/* a server's clock is its own */
static uint64_t
database_least_ns(const struct value *values)
{
	return values[URL].text ? 0 : values[QUERIES].number * values[WAIT].number;
}

static const char *const accesses[] = {[READ] = "read", [WRITE] = "write", [MIX] = "mix", NULL};

static const struct parameter database_parameters[] = {
	[ACCESS] = {.name = "access",
                    .unit = UNIT_CHOICE,
                    .preset = "mix",
                    .summary = "what queries do; mix: every other one writes",
                    .choices = accesses},
	[ROWS] = {.name = "rows",
                  .unit = UNIT_COUNT,
                  .preset = "1000",
                  .summary = "how many are there to be read",
                  .least = 1,
                  .most = 1000000},
	[QUERIES] = {.name = "queries",
                     .unit = UNIT_COUNT,
                     .preset = "4",
                     .summary = "how many each task makes, of one row each",
                     .least = 1,
                     .most = 1000000},
	[WAIT] = {.name = "wait",
                  .unit = UNIT_DURATION,
                  .preset = "2ms",
                  .summary = "how long each waits in the database; in SQLite, a writer has it "
                             "locked meanwhile",
                  .most = 60 * SECOND},
	[BUSY] = {.name = "busy",
                  .unit = UNIT_DURATION,
                  .preset = "5s",
                  .summary = "how long to wait for another's lock before the run fails",
                  .most = 3600 * SECOND},
	[URL] = {.name = "url",
                 .unit = UNIT_TEXT,
                 .preset = "",
                 .summary = "a PostgreSQL database, as postgres://user@host/name; has a table "
                            "convoy_rows while the run lasts",
                 .place = true},
	[PATH] = {.name = "path",
                  .unit = UNIT_TEXT,
                  .preset = "",
                  .summary = "an SQLite file, which has that table meanwhile; made in $TMPDIR or "
                             "/var/tmp if not given",
                  .place = true},
	{.name = NULL},
};

const struct workload workload_database = {
	.name = "database",
	.summary = "reads and writes of rows, in SQLite or PostgreSQL; none may be lost",
	.bound = IO_BOUND,
	.tasks = 64,
	.stack_bytes = 64 << 10,
	.parameters = database_parameters,
	.setup = database_setup,
	.teardown = database_teardown,
	.task = database_task,
	.least_ns = database_least_ns,
	.outcomes = database_outcomes,
};
