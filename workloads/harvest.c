#include "workloads/harvest.h"

#include <errno.h>

#include "runners/clock.h"
#include "workloads/links.h"
#include "workloads/page.h"
#include "workloads/shared.h"

enum { LINE = 64 }; /* of a cache */

static size_t
whole_lines(size_t bytes)
{
	return (bytes + LINE - 1) / LINE * LINE;
}

struct harvest *
harvest_new(size_t tasks, size_t pages, size_t room)
{
	struct harvest plan = {.pages = pages,
	                       .room = room,
	                       .leaf_bytes = whole_lines(sizeof(struct leaf) + room)};
	struct harvest *harvest;

	if (__builtin_mul_overflow(pages, plan.leaf_bytes, &plan.task_bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	harvest = shared_new(whole_lines(sizeof plan), tasks, plan.task_bytes);
	if (harvest)
		*harvest = plan;
	return harvest;
}

static struct leaf *
leaf_of(struct harvest *harvest, size_t task, size_t page)
{
	return (struct leaf *)((char *)harvest + whole_lines(sizeof *harvest) +
	                       task * harvest->task_bytes + page * harvest->leaf_bytes);
}

int
item_fetch(const void *argument, uint64_t *bytes)
{
	const struct item *item = argument;
	struct harvest *harvest = item->harvest;
	struct leaf *leaf = leaf_of(harvest, item->task, item->page);
	struct page page = {.text = leaf->text, .room = harvest->room};

	if (failure_is_noted(&harvest->failure))
		return failure_tell(&harvest->failure);
	if (page_keep(item->url, item->page, &page) != 0)
		return failure_note(&harvest->failure);
	*bytes = leaf->bytes = page.bytes;
	return 0;
}

void
item_parse(const struct item *item)
{
	struct leaf *leaf = leaf_of(item->harvest, item->task, item->page);

	leaf->links = links_of_page(item->page, leaf->text, leaf->bytes, item->passes);
	leaf->parsed_ns = clock_ns();
}

uint64_t
harvest_bring_in(struct harvest *harvest, size_t task, uint64_t began_ns)
{
	uint64_t first = UINT64_MAX;
	uint64_t last = 0;
	uint64_t links = 0;

	for (size_t page = 0; page < harvest->pages; page++) {
		const struct leaf *leaf = leaf_of(harvest, task, page);
		uint64_t took = leaf->parsed_ns - began_ns;

		if (leaf->parsed_ns == 0)
			continue;
		first = took < first ? took : first;
		last = took > last ? took : last;
		harvest->all_ns += took;
		links += leaf->links;
		harvest->parsed++;
	}
	harvest->first_ns += first;
	harvest->last_ns += last;
	return links;
}
