/*
 * Reads and writes in a database, by a connection of each task's own: of a file,
 * by SQLite, or of a PostgreSQL server. A writer's rows are its own, and are
 * durable when its statement returns; after the run they are counted, by a
 * connection that has seen none of it: none may be missing.
 *
 * In a database of the user's the rows lie in a table of our own, convoy_rows, which must not be there
 * yet and is dropped afterwards; nothing else is touched.
 */
#include "workloads/database.h"
#include "runners/blocking.h"
#include "workloads/workload.h"

enum { ACCESS, ROWS, QUERIES, WAIT, BUSY, URL, PATH };
enum { READ, WRITE, MIX };

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
database_task(const struct value *values, size_t i, uint64_t *result)
{
	const struct database *d = workload_shared(values);
	struct connection *c = d->engine->open(d->place, d->busy_ns);
	int status = c ? 0 : -1;

	*result = scramble(i);
	for (uint64_t k = 0; status == 0 && k < values[QUERIES].number; k++) {
		int64_t value = 0;

		status = (writes(values, i, k) ? rows_write
		                               : rows_read)(d, c, key_of(values, i, k), &value);
		*result += scramble((uint64_t)value);
		checkpoint();
	}
	if (c)
		d->engine->close(c);
	return status;
}

static int
database_setup(struct value *values, size_t tasks)
{
	struct database *d = workload_shared(values);

	(void)tasks;
	d->busy_ns = values[BUSY].number;
	d->wait_ns = values[WAIT].number;
	d->rows = values[ROWS].number;
	if (database_place(d, values[URL].text, &values[PATH].text) == 0 && keeper_start(d) == 0)
		return 0;
	database_forget(d, &values[PATH].text);
	return -1;
}

static void
database_teardown(struct value *values)
{
	keeper_end(workload_shared(values));
	database_forget(workload_shared(values), &values[PATH].text);
}

static struct rows
rows_due(const struct value *values, size_t tasks)
{
	struct rows due = {.count = 0};

	for (uint64_t i = 0; i < tasks; i++)
		for (uint64_t k = 0; k < values[QUERIES].number; k++)
			if (writes(values, i, k))
				rows_add(&due, key_of(values, i, k));
	return due;
}

/* What the run leaves in the user's database is no less its failure than what it loses there. */
static int
database_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	struct database *d = workload_shared(values);
	const struct rows due = rows_due(values, tasks);
	const int64_t all = (int64_t)d->rows + due.count;
	struct rows written = {.count = 0};
	int64_t kept = 0;
	int64_t found;

	if (rows_count(d, &written, &kept) != 0)
		return -1;
	found = kept + written.count;
	outcomes[0] = (struct outcome){"rows_written", (uint64_t)written.count};
	outcomes[1] = (struct outcome){"rows_found", (uint64_t)found};
	outcomes[2] = (struct outcome){"rows_lost", found < all ? (uint64_t)(all - found) : 0};
	if (written.count != due.count || found != all)
		return workload_fail("of %lld rows that were written and %llu that were there, "
		                     "%lld and %lld are there now",
		                     (long long)due.count,
		                     (unsigned long long)d->rows,
		                     (long long)written.count,
		                     (long long)kept);
	return written.sum == due.sum ? keeper_drop(d)
	                              : workload_fail("rows hold other values than were written");
}

/* a server's clock is its own */
static uint64_t
database_least_ns(const struct value *values)
{
	return values[URL].text ? 0 : values[QUERIES].number * values[WAIT].number;
}

static const char *const accesses[] = {[READ] = "read", [WRITE] = "write", [MIX] = "mix", NULL};

/* clang-format off */
static const struct parameter database_parameters[] = {
	[ACCESS] = {.name = "access", .unit = UNIT_CHOICE, .preset = "mix", .choices = accesses,
	            .summary = "what queries do; mix: every other one writes"},
	[ROWS] = {.name = "rows", .unit = UNIT_COUNT, .preset = "1000", .least = 1, .most = 1000000,
	          .summary = "how many rows are there to be read"},
	[QUERIES] = {.name = "queries", .unit = UNIT_COUNT, .preset = "4", .least = 1,
	             .most = 1000000,
	             .summary = "how many each task makes, of one row each"},
	[WAIT] = {.name = "wait", .unit = UNIT_DURATION, .preset = "2ms", .most = 60 * SECOND,
	          .summary = "how long each waits in the database; in SQLite, a writer has it "
	                     "locked meanwhile"},
	[BUSY] = {.name = "busy", .unit = UNIT_DURATION, .preset = "5s", .most = 3600 * SECOND,
	          .summary = "how long to wait for another's lock before the run fails"},
	[URL] = {.name = "url", .unit = UNIT_TEXT, .preset = "", .place = true,
	         .summary = "a PostgreSQL database, as postgres://user@host/name; has a table "
	                    "convoy_rows while the run lasts"},
	[PATH] = {.name = "path", .unit = UNIT_TEXT, .preset = "", .place = true,
	          .summary = "an SQLite file, which has that table meanwhile; made in $TMPDIR or "
	                     "/var/tmp if not given"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_database = {
	.name = "database",
	.summary = "reads and writes of rows, in SQLite or PostgreSQL; none may be lost",
	.bound = IO_BOUND,
	.tasks = 64,
	.stack_bytes = 64 << 10,
	.parameters = database_parameters,
	.shared_bytes = sizeof(struct database),
	.setup = database_setup,
	.teardown = database_teardown,
	.task = database_task,
	.least_ns = database_least_ns,
	.outcomes = database_outcomes,
};
