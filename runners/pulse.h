#ifndef RUNNERS_PULSE_H
#define RUNNERS_PULSE_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Where a scheduler shows that it goes on, for somebody in another process who
 * watches: a pulse that stands still in a task is a loop that is blocked.
 */
struct pulse {
	alignas(64) _Atomic pid_t thread; /* 0: nobody's */
	_Atomic uint32_t beats;           /* one more with every switch to a coroutine */
	_Atomic uint64_t task;            /* of the coroutine that runs, or IN_LOOP */
};

#define IN_LOOP UINT64_MAX

/* a switch to the coroutine of that task; only its own thread writes */
static inline void
pulse_beat(struct pulse *p, uint64_t task)
{
	atomic_store_explicit(&p->task, task, memory_order_relaxed);
	atomic_store_explicit(&p->beats,
	                      atomic_load_explicit(&p->beats, memory_order_relaxed) + 1,
	                      memory_order_relaxed);
}

#endif
