#ifndef WORKLOADS_DICTIONARY_H
#define WORKLOADS_DICTIONARY_H

#include <stddef.h>
#include <stdint.h>

#include "workloads/guard.h"

enum { DICTIONARY_ENTRIES = 4 };

/* What is left of what, behind a lock, in memory that tasks share. */
struct dictionary {
	struct guard guard;
	uint64_t all; /* there were at the beginning */
	struct {
		char key[8];
		_Atomic uint64_t left; /* read, then written, under the guard */
	} entries[DICTIONARY_ENTRIES];
};

/* fill it with so many things, as many of each kind as can be; it is zeroed */
void dictionary_fill(struct dictionary *, size_t things);

/* take one of the i-th kind, found by its key, and say how many have been taken by then, of all: 0, or -1 as a
 * workload's task */
int dictionary_take(struct dictionary *, size_t i, uint64_t *taken);

/* how many have been taken */
uint64_t dictionary_taken(const struct dictionary *);

#endif
