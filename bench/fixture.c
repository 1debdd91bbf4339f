#include "bench/fixture.h"

#include <stdlib.h>
#include <string.h>

static bool
same(const struct cell *a, const struct cell *b)
{
	json_t *x = cell_parameters(a, false);
	json_t *y = cell_parameters(b, false);
	bool equal = a->workload == b->workload && json_equal(x, y);

	json_decref(x);
	json_decref(y);
	return equal;
}

static struct cell *
find(const struct fixtures *f, const struct cell *cell)
{
	for (size_t k = 0; k < f->count; k++)
		if (same(&f->cells[k], cell))
			return &f->cells[k];
	return NULL;
}

static struct cell *
set_up(struct fixtures *f, const struct cell *cell)
{
	struct cell *made;

	if (f->count == f->room) {
		size_t room = f->room ? 2 * f->room : 16;
		struct cell *cells = realloc(f->cells, room * sizeof *cells);

		if (!cells)
			return NULL;
		f->cells = cells;
		f->room = room;
	}
	made = &f->cells[f->count];
	workload_reason[0] = '\0';
	if (cell_copy(made, cell) != 0 || made->workload->setup(made->values, made->tasks) != 0) {
		cell_free(made);
		return NULL;
	}
	f->count++;
	return made;
}

int
fixture_provide(struct fixtures *f, struct cell *cell)
{
	struct cell *made;

	if (!cell->workload->setup)
		return 0;
	made = find(f, cell);
	if (!made)
		made = set_up(f, cell);
	for (size_t k = 0; made && cell->workload->parameters[k].name; k++) {
		const struct parameter *p = &cell->workload->parameters[k];
		struct value *to = &cell->values[k];

		if (!p->place)
			continue;
		if (p->unit != UNIT_TEXT)
			*to = made->values[k];
		else if (made->values[k].text && cell_set(cell, p->name, made->values[k].text) != 0)
			return -1;
	}
	return made ? 0 : -1;
}

void
fixtures_free(struct fixtures *f)
{
	for (size_t k = 0; k < f->count; k++) {
		if (f->cells[k].workload->teardown)
			f->cells[k].workload->teardown(f->cells[k].values);
		cell_free(&f->cells[k]);
	}
	free(f->cells);
	*f = (struct fixtures){.cells = NULL};
}
