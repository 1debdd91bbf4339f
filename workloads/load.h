#ifndef WORKLOADS_LOAD_H
#define WORKLOADS_LOAD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "workloads/request_log.h"

/*
 * Who makes the requests that a run's tasks answer: a process of its own, so that
 * no runner, and nothing that a runner holds back, delays it. It reaches tasks in
 * any language, over TCP on loopback:
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
struct load {
	pid_t process;
	int leash; /* what the load says when it has finished; it does not outlive us */
	char address[32];
	struct request_log log;
};

struct load_plan {
	size_t tasks;
	uint64_t duration_ns; /* of the measuring */
	uint64_t per_s; /* requests a second; 0: the next one as soon as the last is answered */
};

/* start one, before there are threads, in the thread that will end it; NULL as a workload's setup */
struct load *load_start(const struct load_plan *);

/* once all tasks have ended: wait until the load has finished too. The log is the load's */
const struct request_log *load_await(struct load *);

/* end it, whatever it does, and give it back */
void load_end(struct load *);

#endif
