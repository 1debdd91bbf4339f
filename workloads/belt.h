#ifndef WORKLOADS_BELT_H
#define WORKLOADS_BELT_H

#include <stddef.h>
#include <stdint.h>

#include "workloads/failure.h"

/*
 * What carries pages from stage to stage of a pipeline, in memory that processes
 * share: a sheet for each page, and queues of numbers. Whoever fails breaks the
 * belt, and then every call of the others fails, at once or soon.
 */
enum { WANTED, FETCHED, PARSED, BELT_QUEUES };

/* a page on its way */
struct sheet {
	size_t bytes;
	char text[];
};

struct belt {
	size_t pages, room;     /* sheets, and the bytes that each holds */
	struct failure failure; /* of a task: the others have nothing to wait for */
	_Atomic uint64_t fetched, parsed, output;
	uint64_t links; /* what was found, in all that was put out */
	size_t queue_at[BELT_QUEUES], sheets_at, sheet_bytes;
};

/* one whose queues hold so many items, but the last has room for all pages; as
 * shared_new */
struct belt *belt_new(size_t pages, size_t room, size_t capacity);

struct sheet *belt_sheet(struct belt *, uint64_t page);

/* The rest return -1 as a workload's task. */

int belt_put(struct belt *, int queue, uint64_t item);

/* 1 with the next item, 0 when there will be none */
int belt_get(struct belt *, int queue, uint64_t *item);

/* one that was got is done */
int belt_done(struct belt *, int queue);

/* nothing more will be put */
void belt_close(struct belt *, int queue);

/* wait until all that were put are done, and close */
int belt_finish(struct belt *, int queue);

/* after the run: whether in all that was put out were found the links that our own site has (site.h) */
int belt_check(const struct belt *);

/* let all go; returns -1, and keeps errno */
int belt_break(struct belt *);

#endif
