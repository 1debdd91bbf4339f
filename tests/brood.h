#ifndef TESTS_BROOD_H
#define TESTS_BROOD_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Children of a test that touch memory, and wait to be ended. All are in the group of the test,
 * which must lead one of its own. The program ends if something cannot be had.
 */
enum { MIB = 1 << 20, BLOCK = 32 * MIB };

struct brood {
	int ready[2]; /* a pipe: a byte from each */
};

/* memory that nobody has touched yet, MAP_PRIVATE or MAP_SHARED; give it back by munmap */
char *block_new(size_t size, int how);

void brood_open(struct brood *);

/* One more, of whose children each has a child too, and so on: as many as the depth. Each touches the
 * shared block, or if that is NULL one of its own. The pid, or -1 with errno set: it may not be. */
pid_t brood_child(struct brood *, char *shared, size_t size, int depth);

/* wait until so many have touched theirs */
void brood_await(struct brood *, int count);

/* end the whole group but its leader */
void brood_end(void);

void brood_close(struct brood *);

#endif
