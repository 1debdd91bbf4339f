#ifndef RUNNERS_GIL_DESIGN_H
#define RUNNERS_GIL_DESIGN_H

#include <pthread.h>
#include <semaphore.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* What a lock saw, over all its threads, with the one that started them. */
struct gil_count {
	uint64_t requests;        /* somebody who waited asked for it */
	uint64_t drops;           /* somebody dropped it at a checkpoint */
	uint64_t forced_switches; /* ... and another had it next */
	uint64_t releases;        /* somebody gave it up by himself, to wait for something else */
	uint64_t wait_ns;         /* threads waited for it */
	uint64_t held_ns;         /* somebody held it; of observed runs only */
};

/* A thread's part in it; its own, but for its address. */
struct gil_worker {
	bool entered, holds;
	bool gave_up;            /* the last time it lost the lock, it gave it up by itself */
	uint64_t left;           /* checkpoints until the next look */
	uint64_t waits_since_ns; /* for the lock; 0: it does not */
	uint64_t held_since_ns;  /* 0: it does not, or is not observed */
	struct gil_count count;
};

/* The lock. What is not atomic is read and written under one of its mutexes. */
struct gil {
	const struct gil_design *design;
	uint64_t interval_ns, every;
	bool release_on_io;
	_Atomic uint32_t entered; /* threads so far: parked on */

	/* of the designs that ask */
	alignas(64) pthread_mutex_t mutex;
	pthread_cond_t freed;
	bool locked;
	pthread_mutex_t switch_mutex;
	pthread_cond_t taken;

	/* of the one that does not */
	sem_t turn;

	/* who had it last, and how often it became somebody else's: written by the holder */
	_Atomic(const struct gil_worker *) last_holder;
	_Atomic uint64_t switches;

	pthread_mutex_t count_mutex;
	struct gil_count count;
};

/* A design of the lock. What take and drop do about errno, counting and tracing is gil.c's. */
struct gil_design {
	const char *name;    /* what the user types */
	const char *summary; /* one line, for --help */
	bool asks;           /* whoever waits sets a request, after the switch interval */
	bool counts;         /* it drops at every so many checkpoints, asked or not */

	/* return holding it; NULL: there is no lock */
	void (*take)(struct gil *, struct gil_worker *);
	/* let others have it; `ends`: this thread will not take it again */
	void (*drop)(struct gil *, struct gil_worker *, bool ends);
};

/* every design, the default first; ends with NULL */
extern const struct gil_design *const gil_designs[];

/* the design of that name, or NULL */
const struct gil_design *gil_design_find(const char *name);

/* for take: it is this worker's now */
void gil_held_by(struct gil *, const struct gil_worker *);

/* this worker is about to wait for the lock: from here on time is counted */
void gil_waits(struct gil_worker *, uint64_t now_ns);

#endif
