#ifndef WORKLOADS_COUNTER_MEMORY_H
#define WORKLOADS_COUNTER_MEMORY_H

#include <stdint.h>

/*
 * Where a counter lies: in memory that processes share, and that a program in any
 * language can map from its path: 8 bytes at offset 0, an unsigned number in the
 * machine's byte order (little endian on x86-64 and aarch64), to be read and
 * written whole. It need not begin at 0.
 */
struct counter_memory {
	_Atomic uint64_t *counter;
	uint64_t before; /* what it was when the run began */
	int own;         /* the descriptor of our memory, -1 if it is the user's */
};

/* the user's, at *path, or if that is NULL one of our own, which begins at 0, and its path; 0, or -1 as a
 * workload's setup */
int counter_memory_provide(struct counter_memory *, char **path);

/* give it back, and the path of our own */
void counter_memory_release(struct counter_memory *, char **path);

#endif
