#ifndef WORKLOADS_HARVEST_H
#define WORKLOADS_HARVEST_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "workloads/failure.h"

/* A page of a task's: written by who fetches it, and then by who parses it. */
struct leaf {
	size_t bytes;
	uint64_t links, parsed_ns; /* what was found in it, and when */
	char text[];
};

/* What tasks that crawl and parse bring in, in memory that they and their workers share, whatever these are. */
struct harvest {
	size_t pages, room; /* of each task, and the bytes that each page may have */
	struct failure failure;
	/* of all tasks that are done: how many pages were parsed, and when after their task's begin, summed
	 * up: all of them, each task's first, its last */
	_Atomic uint64_t parsed, all_ns, first_ns, last_ns;
	size_t leaf_bytes, task_bytes;
};

/* as shared_new */
struct harvest *harvest_new(size_t tasks, size_t pages, size_t room);

/* One page, for whoever does something with it: which it is, of what site, and how often a parser goes over it. */
struct item {
	struct harvest *harvest;
	const char *url;
	size_t task, page;
	uint64_t passes;
};

/* fetch it, as a pool's function; once one was not got, no other is asked for */
int item_fetch(const void *item, uint64_t *bytes);

/* go over what was fetched, and note what was found, and when */
void item_parse(const struct item *);

/* a task that began then has parsed all its pages: count them, and return what was found */
uint64_t harvest_bring_in(struct harvest *, size_t task, uint64_t began_ns);

#endif
