#ifndef WORKLOADS_EXCHANGE_H
#define WORKLOADS_EXCHANGE_H

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a call waits: as long as it takes; so long, and then again; or not at all, and again after so long. */
enum call { BLOCKING, TIMED, NOW };

struct manner {
	enum call call;
	uint64_t patience_ns;
};

/* Where some put and others get, through one bounded queue that lies behind it, in memory that they share. Whoever
 * fails breaks it, and then every call of the others fails, at once or soon. */
struct exchange {
	_Atomic uint32_t producers, broken;
	_Atomic uint64_t got, sum;    /* how many items, and what they come to */
	_Atomic uint64_t full, empty; /* how often a call was refused, and made again */
	alignas(max_align_t) unsigned char queue[];
};

/* for so many who put; as shared_new */
struct exchange *exchange_new(size_t capacity, size_t producers);

/* What returns -1 does so as a workload's task. */

int exchange_put(struct exchange *, uint64_t item, struct manner);

/* 1 with an item, or 0 when there will be none */
int exchange_get(struct exchange *, uint64_t *item, struct manner);

/* one that was got is done */
int exchange_done(struct exchange *);

/* One who puts has put all. The last of them waits until each item is done, and closes the queue. */
int exchange_leave(struct exchange *);

/* whether all that was put is done */
bool exchange_is_over(struct exchange *);

/* a task has failed: let all go. -1; errno is kept */
int exchange_break(struct exchange *);

#endif
