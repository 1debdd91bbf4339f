#ifndef WORKLOADS_ERRAND_H
#define WORKLOADS_ERRAND_H

#include <stddef.h>
#include <stdint.h>

#include "workloads/backend.h"

/* Where a service gets what its requests need. */
struct sources {
	int file; /* on a disk that takes its time */
	uint64_t file_ns;
	struct backend database, api;
};

/* with how long each takes; 0, or -1 as a workload's setup */
int sources_open(struct sources *, uint64_t file_ns, uint64_t database_ns, uint64_t api_ns);

void sources_close(const struct sources *);

/* One of the things that a request needs. It is passed on by copying it, between processes, too: the sources lie
 * in memory that they share. */
struct errand {
	enum { READ_FILE, ASK_DATABASE, ASK_API, EXAMINE_NUMBER } kind;
	const struct sources *sources;
	uint64_t number; /* the question, or which number is examined: is it prime? */
};

/* Run them one by one, or hand them to a pool of their own, of so many workers: 0 with the result of each, which
 * depends on its kind and number alone, or -1 as a workload's task. */
int errands_in_turn(const struct errand *, size_t count, uint64_t *results);
int errands_fan_out(const struct errand *, size_t count, uint64_t *results, size_t workers);

#endif
