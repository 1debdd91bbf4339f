#include "bench/fixture.h"

#include <errno.h>
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

/* requests and outcomes are those of one run */
static bool
is_shared(const struct workload *w)
{
	return w->setup && !w->requests && !w->outcomes;
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
	if (cell_copy(made, cell) != 0 ||
	    workload_set_up(made->workload, made->values, made->tasks) != 0) {
		cell_free(made);
		return NULL;
	}
	f->count++;
	return made;
}

static bool
is_number(const struct parameter *p)
{
	return p->place && p->unit == UNIT_COUNT;
}

/* numbers that are known already */
static void
recall(const struct fixtures *f, struct cell *cell)
{
	json_t *known = json_object_get(f->numbers, cell->workload->name);

	for (size_t k = 0; cell->workload->parameters[k].name; k++) {
		const struct parameter *p = &cell->workload->parameters[k];
		json_t *number = json_object_get(known, p->name);

		if (is_number(p) && json_is_integer(number))
			cell->values[k].number = (uint64_t)json_integer_value(number);
	}
}

static void
remember(struct fixtures *f, const struct cell *cell)
{
	for (size_t k = 0; cell->workload->parameters[k].name; k++) {
		const struct parameter *p = &cell->workload->parameters[k];

		if (!is_number(p))
			continue;
		if (!f->numbers)
			f->numbers = json_object();
		json_object_set_new(
			f->numbers,
			cell->workload->name,
			json_pack("{s:I}", p->name, (json_int_t)cell->values[k].number));
	}
}

static int
take_places(struct cell *cell, const struct cell *made)
{
	for (size_t k = 0; cell->workload->parameters[k].name; k++) {
		const struct parameter *p = &cell->workload->parameters[k];

		if (!p->place)
			continue;
		if (p->unit != UNIT_TEXT)
			cell->values[k] = made->values[k];
		else if (made->values[k].text && cell_set(cell, p->name, made->values[k].text) != 0)
			return -1;
	}
	return 0;
}

int
fixture_provide(struct fixtures *f, struct cell *cell)
{
	struct cell *made;

	if (!is_shared(cell->workload))
		return 0;
	recall(f, cell);
	made = find(f, cell);
	if (!made)
		made = set_up(f, cell);
	if (!made)
		return -1;
	remember(f, made);
	return take_places(cell, made);
}

int
fixtures_load(struct fixtures *f, const char *path)
{
	f->numbers = json_load_file(path, 0, NULL);
	return f->numbers || errno == ENOENT ? 0 : -1;
}

int
fixtures_save(const struct fixtures *f, const char *path)
{
	return f->numbers ? json_dump_file(f->numbers, path, JSON_COMPACT) : 0;
}

void
fixtures_free(struct fixtures *f)
{
	for (size_t k = 0; k < f->count; k++) {
		workload_tear_down(f->cells[k].workload, f->cells[k].values);
		cell_free(&f->cells[k]);
	}
	free(f->cells);
	json_decref(f->numbers);
	*f = (struct fixtures){.cells = NULL};
}
