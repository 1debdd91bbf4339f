#ifndef BENCH_FIXTURE_H
#define BENCH_FIXTURE_H

#include <jansson.h>
#include <stddef.h>

#include "bench/cell.h"

/* What a campaign's cells share and none of them must make while it is timed: files, servers. One
 * for each workload with the same parameters. */
struct fixtures {
	json_t *numbers; /* by workload: places that are numbers, which a resumed campaign needs again */
	struct cell *cells; /* whose set-up was done; their values know the places */
	size_t count, room;
};

/* set the cell's places, after setting up what it needs if that has not been done; what each run must
 * have for itself is left to it. 0, or -1 with errno set and workload_reason */
int fixture_provide(struct fixtures *, struct cell *);

/* remember the numbers among the places in that file, and take them from it if it is there, so that
 * what a set-up measured (the speed of a loop) stays the same in a campaign that is resumed. 0, or -1
 * with errno set */
int fixtures_load(struct fixtures *, const char *path);
int fixtures_save(const struct fixtures *, const char *path);

/* undo every set-up */
void fixtures_free(struct fixtures *);

#endif
