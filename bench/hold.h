#ifndef BENCH_HOLD_H
#define BENCH_HOLD_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/footprint.h"

struct runner;

/*
 * One try to have so many tasks in flight at once, each asleep.  It is made in a process of its own,
 * so that a crash or the kernel's killing for lack of memory hits that one only; and it is killed as
 * soon as all are there and looked at.
 */

enum hold_end {
	HOLD_HELD,        /* all were there at once */
	HOLD_REFUSED,     /* the system refused to make one more; `made` were there */
	HOLD_MEMORY,      /* stopped, since it had taken all the memory that it may */
	HOLD_STALLED,     /* stopped, since nothing had come to it for long */
	HOLD_DIED,        /* the process died */
	HOLD_INTERRUPTED, /* by the user */
};

struct hold {
	size_t tasks, made;
	enum hold_end end;
	char reason[200]; /* why not held, as the runner told it */
	double took_s;    /* until it ended */
	/* only if held */
	struct footprint footprint;
	double kernel_bytes; /* what the kernel's own memory has grown by */
};

/* How a try is made. */
struct hold_way {
	const struct runner *runner;
	size_t stack_bytes;
	bool descriptor; /* each task opens one, as for a connection of its own */
	/* stop when less than so much is left of the machine's memory */
	uint64_t memory_least;
	const volatile sig_atomic_t *interrupted; /* set by a handler of the caller's */
};

/* Try it, and wait until no process of it is left; the caller must have no other children. 0, or -1 with
 * errno set if nothing could be tried */
int hold_try(const struct hold_way *, size_t tasks, struct hold *);

/* "held", "refused", ... and back: -1 if it is none */
const char *hold_end_name(enum hold_end);
int hold_end_from(const char *name);

#endif
