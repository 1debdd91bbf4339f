#ifndef RUNNERS_SYNC_MUTEX_H
#define RUNNERS_SYNC_MUTEX_H

#include <stdatomic.h>
#include <stdint.h>

/*
 * A lock for one holder. Like all of runners/sync/ it is made of park and wake
 * alone, so that it is the same for threads, processes, coroutines, and threads
 * under a GIL; and may lie in memory that processes share.
 *
 * Deadlines are nanoseconds of clock_ns(): UINT64_MAX waits for ever, 0 not at all.
 */
struct mutex {
	_Atomic uint32_t word; /* all zero: free */
};

/* take it. 0; -1 with errno ETIMEDOUT after the deadline, EDEADLK if the caller is the holder,
 * EOWNERDEAD if the holder died with it: what it guards may be half done, and so it stays broken,
 * and whoever asks is told the same */
int mutex_lock(struct mutex *, uint64_t deadline_ns);

/* give it back; the caller holds it. errno is kept */
void mutex_unlock(struct mutex *);

#endif
