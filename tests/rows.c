#include "tests/rows.h"

#include <stdio.h>
#include <string.h>

#include "bench/record.h"
#include "workloads/database.h"

bool
rows_counted(const struct record *r, double written, double before)
{
	if (r->status == STATUS_OK && strcmp(r->outcomes[0].name, "rows_written") == 0 &&
	    r->outcomes[0].count == written && r->outcomes[1].count == before + written &&
	    r->outcomes[2].count == 0)
		return true;
	printf("# %s: %s; %.0f written, %.0f found, %.0f lost\n",
	       status_name(r->status),
	       r->reason,
	       r->outcomes[0].count,
	       r->outcomes[1].count,
	       r->outcomes[2].count);
	return false;
}

bool
rows_failed(const struct record *r, const char *words)
{
	if (r->status == STATUS_FAILED && strstr(r->reason, words) && !strchr(r->reason, '\n'))
		return true;
	printf("# %s: %s\n", status_name(r->status), r->reason);
	return false;
}

int64_t
rows_ask(const struct database_engine *engine, const char *place, const char *sql)
{
	struct connection *c = engine->open(place, 1000000);
	int64_t answer = 0;
	int rows = c ? engine->ask(c, sql, NULL, 0, &answer) : -1;

	if (c)
		engine->close(c);
	return rows < 0 ? -1 : answer;
}
