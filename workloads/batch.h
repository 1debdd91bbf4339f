#ifndef WORKLOADS_BATCH_H
#define WORKLOADS_BATCH_H

#include "runners/pool.h"

/* How what comes of jobs is collected: in one go; as they are completed; by callback; or one after the other. */
enum collection { MAP, COMPLETED, CALLBACK, RESULT };

/* Jobs for a pool: a function, and the arguments of which each is one. */
struct batch {
	pool_function *function;
	void *arguments;
	size_t size, count; /* of an argument; and how many there are */
	enum collection how;
	/* called back by RESULT and COMPLETED when a job is done, as future_on_done says; or NULL */
	void (*done)(struct future *, void *argument);
};

/* Submit them all, and wait for them: 0 with the sum of their results, or -1 with errno as the first of them that
 * failed; by MAP some may then go on until the pool is shut down. */
int batch_run(const struct batch *, struct pool *, uint64_t *sum);

#endif
