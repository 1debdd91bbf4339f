#ifndef BENCH_FIXTURE_H
#define BENCH_FIXTURE_H

#include <stddef.h>

#include "bench/cell.h"

/* What a campaign's cells share and none of them must make while it is timed: files, servers. One
 * for each workload with the same parameters. */
struct fixtures {
	struct cell *cells; /* whose set-up was done; their values know the places */
	size_t count, room;
};

/* set the cell's places, after setting up what it needs if that has not been done; 0, or -1 with
 * errno set and workload_reason */
int fixture_provide(struct fixtures *, struct cell *);

/* undo every set-up */
void fixtures_free(struct fixtures *);

#endif
