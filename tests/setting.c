#include "tests/setting.h"

#include <stdio.h>

#include "bench/cell.h"
#include "bench/measure.h"

enum { STACK_BYTES = 256 << 10 };

void
run_set(struct record *r, const struct workload *w, const struct runner *runner, size_t tasks,
        const char *const *set)
{
	struct cell cell;
	int status = cell_init(&cell, w, runner, 2);

	record_init(r);
	cell.tasks = cell.workers = cell.in_flight = tasks;
	cell.stack_bytes = STACK_BYTES;
	for (; *set; set += 2)
		status |= cell_set(&cell, set[0], set[1]);
	if (status != 0 || measure(&cell, OBSERVE_NOTHING, r, NULL) != 0)
		printf("# %s\n", cell_error);
	cell_free(&cell);
}
