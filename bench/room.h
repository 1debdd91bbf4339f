#ifndef BENCH_ROOM_H
#define BENCH_ROOM_H

#include <stddef.h>
#include <stdint.h>

/*
 * How much this machine has left for a try of its limits.  A user's machine must stay usable: of the
 * tasks (threads and processes) that the kernel would still make, some are never touched.
 */
struct room {
	size_t tasks;      /* that may be made: what is left, less the reserve */
	const char *limit; /* the limit that leaves least, as in "pid_max" */
	uint64_t most;     /* its value */
	size_t reserve;    /* tasks that stay free */
};

enum { ROOM_RESERVE = 1000 }; /* or half of what is left, where that is less */

/* 0, or -1 with errno set if there is no /proc */
int room_look(struct room *);

/* bytes that can be had without swapping, by the machine and by the control groups; 0 if not told */
uint64_t room_memory(void);

/* a number of bytes that /proc/meminfo tells, such as of "PageTables"; 0 if it does not */
uint64_t room_meminfo(const char *key);

#endif
