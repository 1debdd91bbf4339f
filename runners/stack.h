#ifndef RUNNERS_STACK_H
#define RUNNERS_STACK_H

#include <stddef.h>

/* Stacks for coroutines: one mapping, touched only where used, each with a guard page below it. */
struct stacks {
	char *mapping;
	size_t bytes; /* of one stack, without its guard */
	size_t count, used;
	size_t free_count;
	void **free;
	int guards; /* how: see stack.c */
};

/* reserve that many stacks of at least so many bytes (0: 8 MiB, as a thread has); 0, or -1 with
 * errno set */
int stacks_open(struct stacks *, size_t count, size_t bytes);

/* give everything back */
void stacks_close(struct stacks *);

/* the bottom of a stack that nobody uses; there is always one, as long as no more than `count` are
 * taken */
void *stack_take(struct stacks *);

/* nobody uses it any more; the last one given is the next one taken, since it is warm */
void stack_give(struct stacks *, void *bottom);

#endif
