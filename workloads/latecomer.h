#ifndef WORKLOADS_LATECOMER_H
#define WORKLOADS_LATECOMER_H

#include <netinet/in.h>
#include <stdint.h>

#include "workloads/companion.h"

/* A server that is not there yet: a companion that begins to listen some time after it was told to, in
 * memory that tasks share. */
struct latecomer {
	struct sockaddr_in address;
	uint64_t up_after_ns;
	int listener;
	struct companion companion;
};

/* have it ready to come up so long after latecomer_expect; before there are threads, in the thread that will end
 * it. 0, or -1 as a workload's setup */
int latecomer_start(struct latecomer *, uint64_t up_after_ns);

/* from now on the time runs */
void latecomer_expect(const struct latecomer *);

/* try to connect: 1 if it is up, 0 if nobody listens there yet, -1 with errno set */
int latecomer_try(const struct latecomer *);

void latecomer_end(struct latecomer *);

#endif
