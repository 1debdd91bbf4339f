#include "runners/calendar.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "runners/timer.h"

/* 8,192 pages of 2.1 ms are 17 s; FAR is the sheet for what lies beyond */
enum { PAGE_SHIFT = 21, PAGES = 8192, FAR = PAGES, WORDS = PAGES / 64, SLAB_SHEETS = 256 };

static_assert(sizeof(struct calendar_sheet) == 1024, "an entry's sheet is found by its address");

#define SPAN_NS ((uint64_t)PAGES << PAGE_SHIFT)

static int
calendar_open(struct calendar *c)
{
	if (c->page)
		return 0;
	c->page = calloc(PAGES + 1, sizeof *c->page);
	c->occupied = calloc(WORDS, sizeof *c->occupied);
	if (c->page && c->occupied)
		return 0;
	free(c->page);
	free(c->occupied);
	c->page = NULL;
	c->occupied = NULL;
	return -1;
}

/* more spare sheets; the first of a slab only links the slabs */
static int
slab_add(struct calendar *c)
{
	const size_t size = sizeof(struct calendar_sheet);
	struct calendar_sheet *slab = aligned_alloc(size, SLAB_SHEETS * size);

	if (!slab)
		return -1;
	slab->next = c->slabs;
	c->slabs = slab;
	for (size_t k = 1; k < SLAB_SHEETS; k++) {
		slab[k].next = c->spare;
		c->spare = &slab[k];
	}
	return 0;
}

static struct calendar_sheet *
sheet_add(struct calendar *c, uint32_t page)
{
	struct calendar_sheet *sheet;

	if (!c->spare && slab_add(c) != 0)
		return NULL;
	sheet = c->spare;
	c->spare = sheet->next;
	sheet->next = c->page[page].sheet;
	sheet->count = 0;
	sheet->page = page;
	c->page[page].sheet = sheet;
	return sheet;
}

static void
page_mark(struct calendar *c, uint32_t page, bool occupied)
{
	if (page != FAR && occupied)
		c->occupied[page / 64] |= 1ULL << page % 64;
	else if (page != FAR)
		c->occupied[page / 64] &= ~(1ULL << page % 64);
	if (!occupied)
		c->page[page].earliest_ns = UINT64_MAX;
}

int
calendar_add(struct calendar *c, struct timer *timer)
{
	const uint64_t due = timer->deadline_ns;
	uint32_t number = due - c->start_ns < SPAN_NS ? (due >> PAGE_SHIFT) % PAGES : FAR;
	struct calendar_page *page;
	struct calendar_sheet *sheet;

	if (calendar_open(c) != 0)
		return -1;
	page = &c->page[number];
	if (!page->sheet)
		page_mark(c, number, false);
	sheet = page->sheet;
	if (!sheet || sheet->count == sizeof sheet->entry / sizeof *sheet->entry)
		sheet = sheet_add(c, number);
	if (!sheet)
		return -1;
	timer->entry = &sheet->entry[sheet->count++];
	*timer->entry = (struct timer_entry){due, timer};
	if (due < page->earliest_ns)
		page->earliest_ns = due;
	page_mark(c, number, true);
	return 0;
}

/* the last entry of a page's open sheet is gone */
static void
page_shrink(struct calendar *c, uint32_t number)
{
	struct calendar_page *page = &c->page[number];
	struct calendar_sheet *sheet = page->sheet;

	if (--sheet->count > 0)
		return;
	page->sheet = sheet->next;
	sheet->next = c->spare;
	c->spare = sheet;
	if (!page->sheet)
		page_mark(c, number, false);
}

void
calendar_remove(struct calendar *c, struct timer *timer)
{
	const uintptr_t mask = sizeof(struct calendar_sheet) - 1;
	struct timer_entry *hole = timer->entry;
	struct calendar_sheet *of = (struct calendar_sheet *)((uintptr_t)hole & ~mask);
	const uint32_t number = of->page;
	struct calendar_sheet *open = c->page[number].sheet;
	struct timer_entry *last = &open->entry[open->count - 1];

	if (hole != last) {
		*hole = *last;
		hole->timer->entry = hole;
	}
	timer->entry = NULL;
	page_shrink(c, number);
}

/* the first occupied page at or after the start, counted from the epoch; UINT64_MAX: none */
static uint64_t
first_page(const struct calendar *c)
{
	const uint64_t start = c->start_ns >> PAGE_SHIFT;
	const uint32_t from = start % PAGES;

	if (!c->page)
		return UINT64_MAX;
	for (uint32_t k = 0; k <= WORDS; k++) {
		uint32_t word = (from / 64 + k) % WORDS;
		uint64_t bits = c->occupied[word];

		if (k == 0)
			bits &= ~0ULL << from % 64;
		else if (k == WORDS)
			bits &= ~(~0ULL << from % 64);
		if (bits)
			return start +
			       (word * 64 + (uint32_t)__builtin_ctzll(bits) + PAGES - from) % PAGES;
	}
	return UINT64_MAX;
}

uint64_t
calendar_earliest_ns(const struct calendar *c)
{
	const uint64_t first = first_page(c);
	uint64_t earliest = UINT64_MAX;

	if (first != UINT64_MAX)
		earliest = c->page[first % PAGES].earliest_ns;
	if (c->page && c->page[FAR].sheet && c->page[FAR].earliest_ns < earliest)
		earliest = c->page[FAR].earliest_ns;
	return earliest;
}

/* what could not be taken stays, from the k-th entry of its first sheet on */
static void
page_keep(struct calendar *c, uint32_t number, struct calendar_sheet *rest, uint32_t k)
{
	struct calendar_page *page = &c->page[number];
	struct calendar_sheet **tail = &page->sheet;

	for (uint32_t n = 0; k + n < rest->count; n++) {
		rest->entry[n] = rest->entry[k + n];
		rest->entry[n].timer->entry = &rest->entry[n];
	}
	rest->count -= k;
	while (*tail)
		tail = &(*tail)->next;
	*tail = rest;
	page_mark(c, number, true);
	page->earliest_ns = 0; /* unknown, so that it is looked at again */
}

/* the oldest first: who was put in first is due first, as a rule, and that is the order in which a
 * heap has the least to do */
static struct calendar_sheet *
oldest_first(struct calendar_sheet *sheet)
{
	struct calendar_sheet *turned = NULL;

	while (sheet) {
		struct calendar_sheet *next = sheet->next;

		sheet->next = turned;
		turned = sheet;
		sheet = next;
	}
	return turned;
}

/* hand over all of a page; take may put some back into the calendar */
static int
page_pour(struct calendar *c, uint32_t number, int (*take)(void *, struct timer *), void *taker)
{
	struct calendar_sheet *rest = oldest_first(c->page[number].sheet);

	c->page[number].sheet = NULL;
	page_mark(c, number, false);
	while (rest) {
		struct calendar_sheet *sheet = rest;
		uint32_t k = 0;

		while (k < sheet->count && take(taker, sheet->entry[k].timer) == 0)
			k++;
		if (k < sheet->count) {
			page_keep(c, number, rest, k);
			return -1;
		}
		rest = sheet->next;
		sheet->next = c->spare;
		c->spare = sheet;
	}
	return 0;
}

/* what was far has come nearer, and is dealt out again, some of it back to FAR */
struct far {
	struct calendar *calendar;
	int (*take)(void *, struct timer *);
	void *taker;
};

static int
far_take(void *argument, struct timer *timer)
{
	struct far *far = argument;

	if (timer->deadline_ns < far->calendar->start_ns)
		return far->take(far->taker, timer);
	return calendar_add(far->calendar, timer);
}

int
calendar_turn(struct calendar *c, uint64_t now_ns, int (*take)(void *, struct timer *), void *taker)
{
	const uint64_t until = (now_ns >> PAGE_SHIFT) + 1;
	struct far far = {c, take, taker};
	uint64_t page;

	if (until << PAGE_SHIFT <= c->start_ns)
		return 0;
	while ((page = first_page(c)) < until)
		if (page_pour(c, page % PAGES, take, taker) != 0)
			return -1;
	c->start_ns = until << PAGE_SHIFT;
	if (c->page && c->page[FAR].sheet && c->page[FAR].earliest_ns < c->start_ns + SPAN_NS / 2)
		return page_pour(c, FAR, far_take, &far);
	return 0;
}

void
calendar_close(struct calendar *c)
{
	while (c->slabs) {
		struct calendar_sheet *slab = c->slabs;

		c->slabs = slab->next;
		free(slab);
	}
	free(c->page);
	free(c->occupied);
	*c = (struct calendar){.page = NULL};
}
