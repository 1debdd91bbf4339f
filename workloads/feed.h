#ifndef WORKLOADS_FEED_H
#define WORKLOADS_FEED_H

#include "workloads/filter.h"
#include "workloads/text.h"

/* What goes to and fro between a task and a program: its stretch of a text is written to the program, and what
 * comes back is read, folded. */
struct feed {
	const struct value *text;
	size_t task;
	uint64_t bytes; /* to be given */
	struct filter filter;
	uint64_t given, taken;
	uint64_t digest; /* of what was taken */
};

/* Do both until the output ends: write when there is room and read when there is something, so that neither side
 * waits for the other for ever, however much goes through. The filter is started. 0, or -1 with errno set,
 * also if the output never ends */
int feed_through(struct feed *);

/* whether the program has put out so many bytes more than it was given that it never will end */
bool feed_is_endless(const struct feed *);

#endif
