#ifndef BENCH_STALL_H
#define BENCH_STALL_H

#include <stddef.h>
#include <stdint.h>

struct tally;

/*
 * Whether coroutines let each other go on. A task that computes for long, or
 * that blocks in a call which the seam does not reach, holds up all the others
 * of its loop. Another process looks at the schedulers' pulses every few
 * milliseconds, and at what a thread does whose pulse stands still.
 */

/* the longest time that one task kept its loop */
struct stall {
	uint64_t ns; /* at least so long: what was seen */
	uint64_t task;
	long call;    /* the number of the system call that it was in; -1: it computed */
	uintptr_t at; /* where it called from */
};

struct stall_watch;

/* a watch on the pulses of a run that is yet to begin; NULL with errno set */
struct stall_watch *stall_watch_open(const struct tally *);

/* look once; by a process that was forked after stall_watch_open, and always the same one */
void stall_watch_look(void *watch);

/* the longest stall that was seen; all zero: none. It gives the watch back */
struct stall stall_watch_close(struct stall_watch *);

/* "task 3 blocked in nanosleep" or "task 3 computed" */
void stall_describe(const struct stall *, char *text, size_t size);

#endif
