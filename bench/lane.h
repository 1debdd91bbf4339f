#ifndef BENCH_LANE_H
#define BENCH_LANE_H

#include <jansson.h>
#include <stddef.h>

/* A stretch of one task's time in an observed run, in microseconds after the start gate opened. */
struct span {
	long task;
	double from_us, to_us;
	const char *
		state; /* "run", "wait", "await", "ready" or "lock", as in results/README.md; the events' */
};

/* The lock that lets one task at a time compute goes from one to another. */
struct handover {
	long from, to; /* the tasks */
	double at_us;
};

/* all stretches of all tasks, by task and time: a task runs from its start to its end, but where a
 * segment says otherwise. The caller frees them; NULL with errno set */
struct span *spans_read(json_t *events, size_t *count);

/* the hand-overs among these, by task and time: wherever a task that waited for the lock runs, it had
 * it from the one that ran last. The caller frees them; NULL with errno set */
struct handover *handovers_find(const struct span *, size_t count, size_t *handovers);

#endif
