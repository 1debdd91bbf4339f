/*
 * The keeper of a run's rows. It is the only one that makes and drops anything,
 * and only what was not there before.
 */
#include <errno.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "workloads/database.h"
#include "workloads/workload.h"

enum { ROWS_PER_STATEMENT = 500 };

uint64_t keeper_patience_ns = UINT64_C(10000000000);

/* without a row at all, and so without an answer */
#define THERE "select 1 from convoy_rows where 0 = 1"
#define OURS "select key + value from convoy_rows where 0 = 1"

int64_t
database_row(uint64_t key)
{
	return (int64_t)(scramble(key) >> 1);
}

static int
create(const struct database *d, struct connection *c)
{
	char reason[sizeof workload_reason];

	if (d->engine->ask(
		    c,
		    "create table convoy_rows (key bigint primary key, value bigint not null)",
		    NULL,
		    0,
		    NULL) == 0)
		return 0;
	memcpy(reason, workload_reason, sizeof reason);
	if (d->engine->ask(c, THERE, NULL, 0, NULL) < 0)
		return workload_fail("%s", reason);
	if (d->engine->ask(c, OURS, NULL, 0, NULL) < 0)
		return workload_fail("the database has a table convoy_rows with other columns than "
		                     "ours, key and value: rename it, or name another database");
	return workload_fail("the database has a table convoy_rows already, which another run uses "
	                     "or has left: drop it, if none runs");
}

static int
fill_some(const struct database *d, struct connection *c, uint64_t from, uint64_t to)
{
	char *sql = NULL;
	size_t size;
	FILE *text = open_memstream(&sql, &size);
	int status;

	if (!text)
		return workload_fail("%s", strerror(errno));
	fprintf(text, "insert into convoy_rows (key, value) values ");
	for (uint64_t key = from; key < to; key++)
		fprintf(text,
		        "%s(%llu, %lld)",
		        key > from ? ", " : "",
		        (unsigned long long)key,
		        (long long)database_row(key));
	if (fclose(text) != 0)
		status = workload_fail("%s", strerror(errno));
	else
		status = d->engine->ask(c, sql, NULL, 0, NULL);
	free(sql);
	return status;
}

static int
fill(const struct database *d, struct connection *c)
{
	int status = d->engine->ask(c, "begin", NULL, 0, NULL);

	for (uint64_t key = 0; status == 0 && key < d->rows; key += ROWS_PER_STATEMENT)
		status = fill_some(d,
		                   c,
		                   key,
		                   key + ROWS_PER_STATEMENT < d->rows ? key + ROWS_PER_STATEMENT
		                                                      : d->rows);
	return status == 0 ? d->engine->ask(c, "commit", NULL, 0, NULL) : -1;
}

/* in the engine's words, but for its advice on options, of which none has a say here */
static int
left_behind(void)
{
	char reason[sizeof workload_reason];
	char *advice;

	memcpy(reason, workload_reason, sizeof reason);
	advice = strstr(reason, ": raise --busy");
	if (advice)
		*advice = '\0';
	return workload_fail("the run's table convoy_rows is left in the database, drop it: %s",
	                     reason);
}

/* by a connection of its own, whose patience is another than the run's */
static int
drop(const struct database *d)
{
	struct connection *c;
	int status;

	if (d->file_ours)
		return 0;
	c = d->engine->open(d->place, keeper_patience_ns);
	status = c ? d->engine->ask(c, "drop table convoy_rows", NULL, 0, NULL) : -1;
	if (c)
		d->engine->close(c);
	return status < 0 ? left_behind() : 0;
}

/* a file of our own has a write-ahead log: readers go on while one writes. The user's stays as it is */
static struct connection *
make(const struct database *d)
{
	struct connection *c = d->engine->open(d->place, d->busy_ns);
	bool made = false;

	if (!c)
		return NULL;
	if ((!d->file_ours || d->engine->ask(c, "pragma journal_mode = wal", NULL, 0, NULL) >= 0) &&
	    create(d, c) == 0) {
		made = true;
		if (fill(d, c) == 0)
			return c;
	}
	/* what was not committed is undone */
	d->engine->close(c);
	if (made)
		drop(d);
	return NULL;
}

static void
take_away(const struct database *d)
{
	static const char *const parts[] = {"", "-wal", "-shm", "-journal"};
	char path[4096];

	if (!d->file_ours)
		return;
	for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
		snprintf(path, sizeof path, "%s%s", d->place, parts[k]);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s", d->place);
	if (d->folder_ours)
		rmdir(dirname(path));
}

/* Who stops the run by the keyboard stops all processes of its group, and who kills it kills its companions; but
 * this one has something to do yet. */
static void
outlive(void)
{
	static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};

	prctl(PR_SET_PDEATHSIG, 0UL);
	for (size_t k = 0; k < sizeof stops / sizeof *stops; k++)
		signal(stops[k], SIG_IGN);
}

static void
keep(int leash, void *argument)
{
	const struct database *d = argument;
	const pid_t starter = getppid();
	struct connection *c;
	ssize_t asked = 0;
	char word;

	outlive();
	workload_reason[0] = '\0';
	c = make(d);
	send(leash, workload_reason, sizeof workload_reason, MSG_NOSIGNAL);
	while (c && (asked = recv(leash, &word, 1, 0)) < 0 && errno == EINTR)
		;
	if (c) {
		d->engine->close(c);
		drop(d);
	}
	take_away(d);
	if (asked == 1)
		send(leash, workload_reason, sizeof workload_reason, MSG_NOSIGNAL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != starter)
		_exit(0);
}

int
keeper_start(struct database *d)
{
	char reason[sizeof workload_reason] = "the keeper of the rows died";
	bool told;

	if (companion_start(&d->keeper, keep, d) != 0) {
		workload_fail("cannot start the keeper of the rows: %s", strerror(errno));
		take_away(d);
		return -1;
	}
	told = recv(d->keeper.leash, reason, sizeof reason, MSG_WAITALL) == sizeof reason;
	if (told && !*reason)
		return 0;
	companion_await(&d->keeper);
	companion_end(&d->keeper);
	if (!told)
		take_away(d);
	return workload_fail("%s", reason);
}

int
keeper_drop(struct database *d)
{
	char reason[sizeof workload_reason] = "";
	ssize_t got;

	companion_tell(&d->keeper);
	do
		got = recv(d->keeper.leash, reason, sizeof reason, MSG_WAITALL);
	while (got < 0 && errno == EINTR);
	if (got != sizeof reason)
		return drop(d);
	return *reason ? workload_fail("%s", reason) : 0;
}

void
keeper_end(struct database *d)
{
	const bool died = companion_await(&d->keeper) != 0;

	companion_end(&d->keeper);
	if (!died)
		return;
	drop(d);
	take_away(d);
}
