#ifndef TESTS_HEARTBEAT_H
#define TESTS_HEARTBEAT_H

#include <stdatomic.h>
#include <stdint.h>

/*
 * A coroutine that wants to wake every millisecond, and notes how long it once
 * could not: so long did something else hold up its thread. The machine does
 * so too, now and then: a short gap says more than a long one.
 */
struct heartbeat {
	atomic_bool over;    /* set by another, it ends the beating */
	uint64_t longest_ns; /* from one beat to the next */
	uint64_t beats;
};

/* beat until it is over */
void heartbeat_run(struct heartbeat *);

#endif
