#ifndef TESTS_POOL_KIND_H
#define TESTS_POOL_KIND_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct runner;

/* A pool is tried from within a task, of every runner; what it does there is a kind of workers. */
struct kind {
	const char *name;
	const struct runner *runner;
	size_t way;                 /* of trial_runner */
	bool alone;                 /* there are no workers */
	bool processes, coroutines; /* what they are; else threads */
};

/* try this with every kind */
void kind_each(void (*try)(const struct kind *));

/* Do this in so many tasks at once, and report: whether all returned true. */
void kind_tries(const struct kind *, size_t tasks, bool (*act)(const struct kind *),
                const char *what);

/* what acts say of a condition that should hold: the condition */
bool holds(bool condition, const char *what);

/* whether a call failed so: *result is what it returned, an errno is expected */
bool refused(bool failed, int error, const char *what);

/* What tasks and workers share, whatever they are: anybody's to use, all zero when an act begins. */
struct board {
	_Atomic uint32_t gate[4];
	_Atomic uint32_t begun;
	_Atomic int pid;
};
extern struct board *board;

/* functions for workers: the square of a uint32_t; wait for the gate of that number, then as square; sleep
 * so many milliseconds */
int square(const void *argument, uint64_t *result);
int pass_gate(const void *argument, uint64_t *result);
int nap(const void *argument, uint64_t *result);

void gate_open(uint32_t number);

#endif
