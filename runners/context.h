#ifndef RUNNERS_CONTEXT_H
#define RUNNERS_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A stack and where on it to go on: what a coroutine is to the machine. The
 * floating-point environment is not switched: a task must leave the rounding mode
 * alone.
 */
struct context {
	void *stack_pointer; /* a place of switch.h */
	void *bottom;        /* of the stack */
	void *fiber;         /* the sanitizers' own handle */
	uint32_t bytes;      /* of the stack */
	bool made;           /* by context_make, and not adopted */
};

/* make a context that will call entry(argument) on that stack, of less than 4 GiB; entry must never
 * return. 0, or -1 with errno set */
int context_make(struct context *, void *bottom, size_t bytes, void (*entry)(void *),
                 void *argument);

/* the context of the stack we are on, to come back to */
int context_adopt(struct context *);

/* give back what make or adopt took; the stack is the caller's */
void context_end(struct context *);

/* whether contexts here hold more than their stacks, so that each must be ended */
bool context_holds_memory(void);

/* leave `from` and go on in `to`; returns when somebody switches back */
void context_switch(struct context *from, struct context *to);

/* the first thing that an entry does */
void context_entered(void);

#endif
