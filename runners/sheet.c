#include "runners/sheet.h"

#include <assert.h>
#include <stdlib.h>

enum { SLAB_SHEETS = 256 };

static_assert(sizeof(struct sheet) == 1024, "an entry's sheet is found by its address");

/* more spare ones; the first of a slab only links the slabs */
static int
slab_add(struct sheets *s)
{
	const size_t size = sizeof(struct sheet);
	struct sheet *slab = aligned_alloc(size, SLAB_SHEETS * size);

	if (!slab)
		return -1;
	slab->next = s->slabs;
	s->slabs = slab;
	for (size_t k = 1; k < SLAB_SHEETS; k++)
		sheet_give(s, &slab[k]);
	return 0;
}

struct sheet *
sheet_take(struct sheets *s, uint32_t page)
{
	struct sheet *sheet;

	if (!s->spare && slab_add(s) != 0)
		return NULL;
	sheet = s->spare;
	s->spare = sheet->next;
	sheet->next = NULL;
	sheet->count = 0;
	sheet->page = page;
	return sheet;
}

void
sheet_give(struct sheets *s, struct sheet *sheet)
{
	sheet->next = s->spare;
	s->spare = sheet;
}

struct sheet *
sheet_of(const struct timer_entry *entry)
{
	return (struct sheet *)((uintptr_t)entry & ~(uintptr_t)(sizeof(struct sheet) - 1));
}

struct sheet *
sheets_reversed(struct sheet *sheet)
{
	struct sheet *reversed = NULL;

	while (sheet) {
		struct sheet *next = sheet->next;

		sheet->next = reversed;
		reversed = sheet;
		sheet = next;
	}
	return reversed;
}

void
sheets_close(struct sheets *s)
{
	while (s->slabs) {
		struct sheet *slab = s->slabs;

		s->slabs = slab->next;
		free(slab);
	}
	s->spare = NULL;
}
