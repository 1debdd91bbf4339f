#ifndef RUNNERS_SYNC_MUTEX_H
#define RUNNERS_SYNC_MUTEX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * A lock for one holder. Like all of runners/sync/ it is made of park and wake
 * alone, so that it is the same for threads, processes, coroutines, and threads
 * under a GIL; and may lie in memory that processes share.
 *
 * It is not fair: who comes while it is free takes it, also before those that
 * wait longer. One of those is woken each time that it is given back, and so
 * none sleeps while it is free.
 *
 * A holder is a thread or a coroutine. If the thread ends with it, alone or with
 * its process, whoever waits finds out, within as long as it has waited or a
 * second. What cannot be known: that a task ended with it whose thread goes on, in
 * a pool or a loop; and holders in another PID namespace, so that processes
 * which share a mutex must share that, too.
 *
 * Deadlines are nanoseconds of clock_ns(): UINT64_MAX waits for ever, 0 not at all.
 */
struct mutex {
	_Atomic uint32_t word; /* all zero: free */
	_Atomic uint32_t coroutine;
	_Atomic uint64_t seen_ns;
};

/* take it. 0; -1 with errno ETIMEDOUT after the deadline, EDEADLK if the caller is the holder,
 * EOWNERDEAD if the holder died with it: what it guards may be half done, and so it stays broken,
 * and whoever asks is told the same */
int mutex_lock(struct mutex *, uint64_t deadline_ns);

/* give it back; the caller holds it. errno is kept */
void mutex_unlock(struct mutex *);

/* whether the caller is the holder */
bool mutex_mine(const struct mutex *);

#endif
