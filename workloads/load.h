#ifndef WORKLOADS_LOAD_H
#define WORKLOADS_LOAD_H

#include "workloads/companion.h"
#include "workloads/request_log.h"

/* Who makes the requests that a run's tasks answer: a companion, and the log that it keeps. */
struct load {
	struct companion companion;
	struct request_log log;
};

/* How it makes them, in its own process. */
typedef void load_work(struct request_log *, int leash, const void *plan);

/* start one, as a companion; the plan is read before this returns, or copied by the fork. NULL as a
 * workload's setup */
struct load *load_start(load_work *, const void *plan);

/* once all tasks have ended: wait until the load has finished too. The log is the load's */
const struct request_log *load_await(struct load *);

/* end it, whatever it does, and give it back */
void load_end(struct load *);

#endif
