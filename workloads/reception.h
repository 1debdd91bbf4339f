#ifndef WORKLOADS_RECEPTION_H
#define WORKLOADS_RECEPTION_H

#include <stdatomic.h>

#include "workloads/crowd.h"
#include "workloads/load.h"

/* Where a server's tasks receive the clients of a load, in memory that they share. */
struct reception {
	struct load *load; /* it keeps the log of its requests */
	int listener;
	struct crowd crowd;
	struct crowd_report report;
	atomic_bool begun;
};

/* Open it for a crowd, whose server it becomes. It comes when the first task is there to accept: what making
 * workers takes is not for clients to wait for. 0, or -1 as a workload's setup */
int reception_open(struct reception *, const struct crowd *);

/* end the load, and give all back */
void reception_close(struct reception *);

/* the next client's connection, which the caller closes, or -1 as a workload's task: it looks now and then whether
 * there is a load yet */
int reception_accept(struct reception *);

/* -1 as a task, for errno: a client has left before its end, as none does unless the load has given up, and
 * said why, or died */
int reception_lost(const struct reception *);

#endif
