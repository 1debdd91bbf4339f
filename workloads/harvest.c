#include "workloads/harvest.h"

#include <errno.h>
#include <sys/mman.h>

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

	if (__builtin_mul_overflow(tasks, pages, &plan.bytes) ||
	    __builtin_mul_overflow(plan.bytes, plan.leaf_bytes, &plan.bytes) ||
	    __builtin_add_overflow(plan.bytes, whole_lines(sizeof plan), &plan.bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	harvest = mmap(NULL, plan.bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (harvest == MAP_FAILED)
		return NULL;
	*harvest = plan;
	return harvest;
}

void
harvest_free(struct harvest *harvest)
{
	munmap(harvest, harvest->bytes);
}

struct leaf *
harvest_leaf(struct harvest *harvest, size_t task, size_t page)
{
	return (struct leaf *)((char *)harvest + whole_lines(sizeof *harvest) +
	                       (task * harvest->pages + page) * harvest->leaf_bytes);
}

uint64_t
harvest_bring_in(struct harvest *harvest, size_t task, uint64_t began_ns)
{
	uint64_t first = UINT64_MAX;
	uint64_t last = 0;
	uint64_t links = 0;

	for (size_t page = 0; page < harvest->pages; page++) {
		const struct leaf *leaf = harvest_leaf(harvest, task, page);
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
