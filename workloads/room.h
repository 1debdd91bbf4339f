#ifndef WORKLOADS_ROOM_H
#define WORKLOADS_ROOM_H

#include <stddef.h>

/* Let this process, and those that it forks, have a descriptor for each of so many connections, and those that
 * a runner needs besides: raises the limit if that is allowed. 0, or -1 as a workload's setup */
int room_make(size_t connections);

#endif
