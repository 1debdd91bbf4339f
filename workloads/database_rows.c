/*
 * What a run asks of its rows, in the SQL that all engines take.
 */
#include "workloads/database.h"
#include "workloads/workload.h"

int
rows_read(const struct database *d, struct connection *c, uint64_t key, int64_t *value)
{
	const int64_t arguments[] = {(int64_t)(d->wait_ns / 1000), (int64_t)key};
	int rows = d->engine->ask(
		c,
		"select value, pg_sleep(cast($1 as bigint) / 1e6) from convoy_rows where key = $2",
		arguments,
		2,
		value);

	if (rows == 0)
		return workload_fail("row %lld is not in the table", (long long)key);
	return rows < 0 ? -1 : 0;
}

int
rows_write(const struct database *d, struct connection *c, uint64_t key, int64_t *value)
{
	const int64_t arguments[] = {(int64_t)key, database_row(key), (int64_t)(d->wait_ns / 1000)};

	*value = arguments[1];
	return d->engine->ask(c,
	                      "insert into convoy_rows (key, value) select cast($1 as bigint), "
	                      "cast($2 as bigint) "
	                      "where pg_sleep(cast($3 as bigint) / 1e6) is not null",
	                      arguments,
	                      3,
	                      NULL);
}

/* one number about the rows from that number on, or below it */
static bool
ask(const struct database *d, struct connection *c, const char *sql, int64_t *answer)
{
	const int64_t first = (int64_t)d->rows;

	return d->engine->ask(c, sql, &first, 1, answer) == 1;
}

int
rows_count(const struct database *d, struct rows *written, int64_t *kept)
{
	struct connection *c = d->engine->open(d->place, d->busy_ns);
	bool told =
		c && ask(d, c, "select count(*) from convoy_rows where key < $1", kept) &&
		ask(d, c, "select count(*) from convoy_rows where key >= $1", &written->count) &&
		ask(d,
	            c,
	            "select coalesce(sum(value % 65536), 0) from convoy_rows where key >= $1",
	            &written->sum);

	if (c)
		d->engine->close(c);
	return told ? 0 : -1;
}

void
rows_add(struct rows *rows, uint64_t key)
{
	rows->count++;
	rows->sum += database_row(key) % 65536;
}
