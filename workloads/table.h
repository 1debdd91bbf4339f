#ifndef WORKLOADS_TABLE_H
#define WORKLOADS_TABLE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/sync/mutex.h"
#include "runners/sync/rlock.h"
#include "runners/sync/semaphore.h"

/* Task i's place, and the lock beside it. */
struct place {
	struct mutex mutex;
	struct semaphore turn;
	uint32_t holder; /* who has the lock: a task's number plus one, 0: nobody; the map's */
	uint32_t wants;  /* which lock task i waits for: likewise; the map's */
	uint64_t turns;  /* how often task i has spoken; its own */
	_Atomic uint64_t uses; /* of the lock, by who has it: read, then written */
};

/* What tasks that sit in a circle share, in memory that processes share. */
struct table {
	size_t tasks;
	struct mutex
		map; /* guards all holders and wants, so that a look at them is of one moment */
	struct rlock rlock;       /* one for all, of whom each takes it again */
	_Atomic uint64_t counted; /* by who has that: read, then written */
	_Atomic uint64_t spoken;
	_Atomic uint64_t deadlocks, refused;
	_Atomic uint32_t met;    /* how often somebody has come to a meeting */
	_Atomic uint32_t broken; /* a task has failed: the others have nothing to wait for */
	char words[256];         /* of the first deadlock: who waited for whom */
	struct place place[];
};

/* make it one for so many; it is zeroed, with as many places */
void table_lay(struct table *, size_t tasks);

/* whose lock is on the other side of task i */
size_t table_next(const struct table *, size_t i);

/* What follows is task i's to do: 0, or -1 with workload_reason. */

/* wait until all are here */
int table_meet(struct table *);

/* take a lock, however long it takes */
int table_take(struct table *, size_t i, size_t wanted);

/* Take a lock. Who has waited for so long and finds itself in a circle of tasks that wait for each other
 * counts it, notes it in words, and gives back the lock that it has: then -1 with errno EDEADLK. */
int table_take_patiently(struct table *, size_t i, size_t wanted, size_t has, uint64_t patience_ns);

/* do with both locks what they are for, and give them back */
int table_use(struct table *, size_t one, size_t other);

/* wait for one's turn, speak, and hand it on */
int table_speak(struct table *, size_t i);

/* Take one's lock, and again, which must be refused, at the latest after so long; then the re-entrant one, which must
 * let its holder in again, to count a turn. */
int table_reenter(struct table *, size_t i, uint64_t patience_ns);

/* a task has failed: nobody shall wait for it. -1; errno is kept */
int table_break(struct table *);

/* how many turns all have had, by what the locks guarded */
uint64_t table_turns(const struct table *);

#endif
