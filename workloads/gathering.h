#ifndef WORKLOADS_GATHERING_H
#define WORKLOADS_GATHERING_H

#include <stddef.h>
#include <stdint.h>

struct load;

/*
 * A load that all tasks of a run come to, in any language, over TCP on loopback, and of which one answers:
 *
 * - Every task connects to the address, sends its index, and receives the end: when
 *   the measuring will be over, in nanoseconds of CLOCK_MONOTONIC. Both are 8 bytes,
 *   little-endian. The end comes when all tasks are there, so that they start as one.
 * - Task 0 sends back every byte that it receives, requests of 16 bytes, until
 *   the load closes its half of the connection, which is after the end.
 * - The others need their connections no more, and close them when they like.
 *
 * A connection that the load closes before the end means that the load has failed.
 */
struct gathering {
	size_t tasks;
	uint64_t duration_ns; /* of the measuring */
	uint64_t per_s; /* requests a second; 0: the next one as soon as the last is answered */
};

enum { GATHERING_ADDRESS = 32 };

/* start such a load, and write down where it is, as in "127.0.0.1:7000"; NULL as a workload's setup */
struct load *gathering_start(const struct gathering *, char address[GATHERING_ADDRESS]);

#endif
