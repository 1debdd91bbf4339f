#ifndef WORKLOADS_CIRCLE_H
#define WORKLOADS_CIRCLE_H

#include <stddef.h>

struct table;

/* Deadlocks; the caller has the table's map. */

/* how many tasks, from i on, wait each for what the next one holds, and the last for what i holds; 0: no circle */
size_t circle_links(const struct table *, size_t i);

/* put into the table's words, if there are none yet, what a circle of so many is: "task 0 holds A and waits
 * for B, which task 1 holds, who waits for A" */
void circle_explain(struct table *, size_t i, size_t has, size_t links);

#endif
