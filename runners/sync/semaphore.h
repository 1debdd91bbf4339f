#ifndef RUNNERS_SYNC_SEMAPHORE_H
#define RUNNERS_SYNC_SEMAPHORE_H

#include <stdatomic.h>
#include <stdint.h>

/*
 * So many permits, whoever gives them back. Who comes while there is one takes it,
 * also before those that wait longer; each that is given back wakes one of these.
 * Nobody knows who has a permit: if a holder dies, its permit is lost.
 */
struct semaphore {
	_Atomic uint32_t
		word; /* how many there are, or that there is none and somebody may be parked */
	_Atomic uint32_t waiting;
};

#define SEMAPHORE_PERMITS_MAX UINT32_C(0x7fffffff)

/* with so many permits; nobody uses it yet */
void semaphore_init(struct semaphore *, uint32_t permits);

/* take a permit: 0, or -1 with errno ETIMEDOUT after the deadline, as of mutex_lock */
int semaphore_acquire(struct semaphore *, uint64_t deadline_ns);

/* give one back: 0, or -1 with errno EOVERFLOW */
int semaphore_release(struct semaphore *);

#endif
