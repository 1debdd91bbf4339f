#ifndef WORKLOADS_LINKS_H
#define WORKLOADS_LINKS_H

#include <stddef.h>
#include <stdint.h>

/* Go over a page so often, and find the targets of its links each time: a number that depends on these
 * alone, and not on their order; 0 if there is none. It computes, with checkpoints. */
uint64_t links_find(const char *text, size_t bytes, uint64_t passes);

/* the same of page `number`, so that none can stand for another */
uint64_t links_of_page(uint64_t number, const char *text, size_t bytes, uint64_t passes);

#endif
