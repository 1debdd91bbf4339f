#ifndef BENCH_LESSON_H
#define BENCH_LESSON_H

#include <stdbool.h>
#include <stddef.h>

struct result;
struct summary;

enum { LESSON_CELLS_MAX = 128 };

/* The cells of one lesson that are ok, in the plan's order: those of one work stand together. */
struct lesson {
	const struct result *cells[LESSON_CELLS_MAX];
	size_t count;
};

/* those that are measured for any of these purposes */
struct lesson lesson_find(const struct summary *, unsigned purposes);

/* the place behind the last cell of the same work as the cell at `from` */
size_t lesson_work_end(const struct lesson *, size_t from);

/* whether a cell is one of that runner */
bool lesson_is_by(const struct result *, const char *runner);

#endif
