#ifndef RUNNERS_PARK_H
#define RUNNERS_PARK_H

#include <stdatomic.h>
#include <stdint.h>

/*
 * The one primitive of which locks, queues and events are made, for every
 * model: wait while a word holds a value. Words may lie in memory that
 * processes share; those who wait for one may be threads, processes, and
 * coroutines of several schedulers.
 *
 * Who wakes others changes the word first. What a parked one waits for is that
 * the word holds another value; the wake says when to look. So a wake without
 * a change may be missed, and whoever returns from park looks at the word again.
 */

/* Wait while *word is `expected`, but no longer than until the deadline, in nanoseconds of
 * clock_ns(); UINT64_MAX: for ever. 0 when woken, or for no reason; -1 with errno EAGAIN if the
 * word holds something else already, ETIMEDOUT after the deadline, ENOMEM */
int park(_Atomic uint32_t *word, uint32_t expected, uint64_t deadline_ns);

/* wake up to so many; those of this thread's scheduler come first. errno is kept */
void wake(_Atomic uint32_t *word, uint32_t count);

/* the same by the kernel, past the model, for those who implement one; kernel_wake returns how many
 * there were */
int kernel_park(_Atomic uint32_t *word, uint32_t expected, uint64_t deadline_ns);
uint32_t kernel_wake(_Atomic uint32_t *word, uint32_t count);

#endif
