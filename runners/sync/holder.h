#ifndef RUNNERS_SYNC_HOLDER_H
#define RUNNERS_SYNC_HOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "runners/blocking.h"

/*
 * Who holds a lock: a thread of any process of this machine, by the kernel's number for it, and which
 * of the thread's coroutines. As the kernel gives numbers again, a holder also says when it was seen
 * alive for the first time: a thread of that number that was started later is another one.
 */
struct holder {
	uint32_t thread;    /* as of gettid(2); never 0, and under 2^30 */
	uint32_t coroutine; /* 0: none */
	uint64_t seen_ns;   /* of CLOCK_BOOTTIME; never 0 */
};

/* the caller's thread; thread is 0 as long as it is not known, as in a new thread and after fork */
extern _Thread_local struct holder holder_thread;
void holder_learn(void);

/* the caller */
static inline struct holder
holder_self(void)
{
	struct holder me;

	if (__builtin_expect(holder_thread.thread == 0, 0))
		holder_learn();
	me = holder_thread;
	if (__builtin_expect(blocking_model != NULL, 0))
		me.coroutine = blocking_model->self();
	return me;
}

/* Whether a thread has ended, zombies included. seen_ns 0: it is not known when it was seen, and a
 * later one of its number is taken for it. Who cannot be seen lives. errno is kept */
bool holder_died(uint32_t thread, uint64_t seen_ns);

#endif
