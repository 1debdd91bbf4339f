#ifndef RUNNERS_GIL_H
#define RUNNERS_GIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/gil/design.h"

/*
 * A global interpreter lock: threads that compute hold it, one at a time. They
 * give it up at a checkpoint, if the design says so, around every call that
 * waits, and when they end. There is one in a process, while a runner has
 * it open. Threads that never entered, such as those of libraries, have no
 * part in it.
 */

/* How the lock is made; what the command line can turn. */
struct gil_knobs {
	const struct gil_design *design;
	uint64_t switch_interval_ns; /* how long one who waits lets the holder be before he asks */
	uint64_t checkpoint_every;   /* checkpoints from one look to the next, at least 1 */
	bool release_on_io;          /* else only those who wait for other threads give it up */
};

/* CPython's, and its switch interval */
extern const struct gil_knobs gil_preset;

/* Bounds of the knobs. CPython takes no less than a microsecond. */
#define SWITCH_INTERVAL_NS_MIN UINT64_C(1000)
#define SWITCH_INTERVAL_NS_MAX UINT64_C(10000000000)
enum { CHECKPOINT_EVERY_MAX = 1000000 };

/* open a lock of that make (NULL: the preset), held by the caller, who starts the threads; 0, or -1
 * with errno set */
int gil_open(const struct gil_knobs *);

/* the caller has joined all threads: give the lock up, and say what it saw */
void gil_close(struct gil_count *);

/* this thread takes part from now on, and holds the lock */
void gil_enter(void);

/* it takes part no longer; it may have given the lock up already. Nothing happens in one that never
 * entered */
void gil_leave(void);

/* Who starts a thread returns when so many have entered, as CPython's start() does. */
void gil_await(size_t entered);

/* Give the lock up, for a call that waits, whatever the knobs say or if they say so; whether the
 * caller did hold it, and must take it back. errno is kept by both. */
bool gil_release(bool whatever);
void gil_retake(void);

/* at a checkpoint: hand the lock over if it is time to. For checkpoint_reached() */
void gil_checkpoint(void);

#endif
