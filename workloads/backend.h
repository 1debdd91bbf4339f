#ifndef WORKLOADS_BACKEND_H
#define WORKLOADS_BACKEND_H

#include <netinet/in.h>
#include <stdint.h>

#include "workloads/companion.h"

/* What a service asks, such as a database: a companion that answers each question after a set time, over
 * TCP on loopback, any number of them at once. A question is a number, and so is the answer. */
struct backend {
	struct companion companion;
	struct sockaddr_in address;
	uint64_t delay_ns;
};

/* start one that takes so long; 0, or -1 as a workload's setup */
int backend_start(struct backend *, uint64_t delay_ns);

/* ask, over a connection of its own, and wait for the answer. 0, or -1 with errno set: ECONNRESET if it went
 * away */
int backend_ask(const struct backend *, uint64_t question, uint64_t *answer);

void backend_end(const struct backend *);

#endif
