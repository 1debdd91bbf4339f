#ifndef WORKLOADS_BOX_H
#define WORKLOADS_BOX_H

#include "workloads/guard.h"

/* Where tickets are sold, in memory that the buyers share. How many are left stands in a file. */
struct box {
	struct guard guard;
	int fd; /* the file's, which forked processes have, too */
	_Atomic uint64_t sold;
};

/* What follows returns 0, or -1 as a workload's setup and task. */

int box_open(struct box *, enum sync, uint64_t tickets);
void box_close(const struct box *);

/* see how many are left, which takes so long */
int box_look(const struct box *, uint64_t read_ns, uint64_t *left);

/* look again, and if there is one, write back what is left: nobody else may do that meanwhile, so it is guarded, by
 * what guards there are */
int box_sell(struct box *, uint64_t read_ns, uint64_t write_ns);

#endif
