#include "runners/calendar.h"

#include <stdbool.h>
#include <stdlib.h>

#include "runners/timer.h"

/* 8,192 pages of 2.1 ms are 17 s; FAR is the page for what lies beyond. TURNED is no page: where sheets
 * say they are once their page was turned in order. */
enum { PAGE_SHIFT = 21, PAGES = 8192, FAR = PAGES, TURNED, WORDS = PAGES / 64, AHEAD = 8 };

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

static void
page_mark(struct calendar *c, uint32_t number, bool occupied)
{
	struct calendar_page *page = &c->page[number];

	if (number != FAR && occupied)
		c->occupied[number / 64] |= 1ULL << number % 64;
	else if (number != FAR)
		c->occupied[number / 64] &= ~(1ULL << number % 64);
	if (!occupied)
		*page = (struct calendar_page){.earliest_ns = UINT64_MAX};
}

/* the page's open sheet, with room for an entry; NULL if there is no memory */
static struct sheet *
page_open_sheet(struct calendar *c, uint32_t number)
{
	struct sheet *top = c->page[number].sheet;
	struct sheet *fresh;

	if (top && top->count < SHEET_ENTRIES)
		return top;
	fresh = sheet_take(&c->sheets, number);
	if (!fresh)
		return NULL;
	if (!top)
		page_mark(c, number, false);
	fresh->next = top;
	c->page[number].sheet = fresh;
	page_mark(c, number, true);
	return fresh;
}

int
calendar_add(struct calendar *c, struct timer *timer)
{
	const uint64_t due = timer->deadline_ns;
	uint32_t number = due - c->start_ns < SPAN_NS ? (due >> PAGE_SHIFT) % PAGES : FAR;
	struct calendar_page *page;
	struct sheet *sheet;

	if (calendar_open(c) != 0 || !(sheet = page_open_sheet(c, number)))
		return -1;
	page = &c->page[number];
	timer->entry = &sheet->entry[sheet->count++];
	*timer->entry = (struct timer_entry){due, timer};
	if (due < page->earliest_ns)
		page->earliest_ns = due;
	page->latest_ns = due >= page->latest_ns ? due : UINT64_MAX;
	return 0;
}

/* the last entry of a page's open sheet is gone */
static void
page_shrink(struct calendar *c, uint32_t number)
{
	struct sheet *top = c->page[number].sheet;

	if (--top->count > 0)
		return;
	c->page[number].sheet = top->next;
	sheet_give(&c->sheets, top);
	if (!c->page[number].sheet)
		page_mark(c, number, false);
}

void
calendar_remove(struct calendar *c, struct timer *timer)
{
	struct timer_entry *hole = timer->entry;
	const uint32_t number = sheet_of(hole)->page;
	struct timer_entry *last;

	timer->entry = NULL;
	if (number == TURNED) {
		hole->timer = NULL;
		return;
	}
	last = &c->page[number].sheet->entry[c->page[number].sheet->count - 1];
	if (hole != last) {
		*hole = *last;
		hole->timer->entry = hole;
		c->page[number].latest_ns = UINT64_MAX;
	}
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

struct timer *
calendar_first(struct calendar *c)
{
	struct sheet *sheet;

	for (; (sheet = c->turned); c->taken = 0) {
		for (; c->taken < sheet->count; c->taken++) {
			/* among millions, what was put in long ago is in no cache */
			if (c->taken + AHEAD < sheet->count)
				__builtin_prefetch(sheet->entry[c->taken + AHEAD].timer);
			if (sheet->entry[c->taken].timer)
				return sheet->entry[c->taken].timer;
		}
		c->turned = sheet->next;
		sheet_give(&c->sheets, sheet);
	}
	return NULL;
}

uint64_t
calendar_earliest_ns(struct calendar *c)
{
	const struct timer *near = calendar_first(c);
	const uint64_t first = first_page(c);
	uint64_t earliest = UINT64_MAX;

	if (near)
		return near->deadline_ns;
	if (first != UINT64_MAX)
		earliest = c->page[first % PAGES].earliest_ns;
	if (c->page && c->page[FAR].sheet && c->page[FAR].earliest_ns < earliest)
		earliest = c->page[FAR].earliest_ns;
	return earliest;
}

/* what could not be taken stays, from the k-th entry of its first sheet on */
static void
page_keep(struct calendar *c, uint32_t number, struct sheet *rest, uint32_t k)
{
	struct calendar_page *page = &c->page[number];
	struct sheet **tail = &page->sheet;

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
	page->latest_ns = UINT64_MAX;
}

/* Hand over all of a page; take may put some back into the calendar. The oldest first: who was put
 * in first is due first, as a rule, and that is the order in which a heap has the least to do. */
static int
page_pour(struct calendar *c, uint32_t number, int (*take)(void *, struct timer *), void *taker)
{
	struct sheet *rest = sheets_reversed(c->page[number].sheet);

	page_mark(c, number, false);
	while (rest) {
		struct sheet *sheet = rest;
		uint32_t k = 0;

		while (k < sheet->count && take(taker, sheet->entry[k].timer) == 0)
			k++;
		if (k < sheet->count) {
			page_keep(c, number, rest, k);
			return -1;
		}
		rest = sheet->next;
		sheet_give(&c->sheets, sheet);
	}
	return 0;
}

/* a page whose entries are in order */
static void
page_lay_open(struct calendar *c, uint32_t number)
{
	c->turned = sheets_reversed(c->page[number].sheet);
	c->taken = 0;
	for (struct sheet *sheet = c->turned; sheet; sheet = sheet->next)
		sheet->page = TURNED;
	page_mark(c, number, false);
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
	/* after a long stall some of what was far is due, and not later than what is near */
	if (c->page && c->page[FAR].sheet && c->page[FAR].earliest_ns < until << PAGE_SHIFT &&
	    (until << PAGE_SHIFT) - c->start_ns <= SPAN_NS &&
	    page_pour(c, FAR, far_take, &far) != 0)
		return -1;
	while (!calendar_first(c) && (page = first_page(c)) < until) {
		c->start_ns = page << PAGE_SHIFT;
		if (c->page[page % PAGES].latest_ns != UINT64_MAX)
			page_lay_open(c, page % PAGES);
		else if (page_pour(c, page % PAGES, take, taker) != 0)
			return -1;
		c->start_ns += 1 << PAGE_SHIFT;
	}
	if (c->turned)
		return 0;
	c->start_ns = until << PAGE_SHIFT;
	if (c->page && c->page[FAR].sheet && c->page[FAR].earliest_ns < c->start_ns + SPAN_NS / 2)
		return page_pour(c, FAR, far_take, &far);
	return 0;
}

void
calendar_close(struct calendar *c)
{
	sheets_close(&c->sheets);
	free(c->page);
	free(c->occupied);
	*c = (struct calendar){.page = NULL};
}
