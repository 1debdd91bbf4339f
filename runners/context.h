#ifndef RUNNERS_CONTEXT_H
#define RUNNERS_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A stack and where on it to go on: what a coroutine is to the machine. x86-64
 * has a switch of our own; elsewhere, and with CONVOY_UCONTEXT defined, it is
 * ucontext, slower and otherwise the same. The floating-point environment is not
 * switched: a task must leave the rounding mode alone.
 */
struct context {
	void *stack_pointer; /* or the ucontext_t */
	void *bottom;        /* of the stack, for the sanitizers */
	size_t bytes;
	void *fiber; /* the sanitizers' own handle */
	bool made;   /* by context_make, and not adopted */
};

/* make a context that will call entry(argument) on that stack; entry must never return. 0, or -1
 * with errno set */
int context_make(struct context *, void *bottom, size_t bytes, void (*entry)(void *),
                 void *argument);

/* the context of the stack we are on, to come back to */
int context_adopt(struct context *);

/* give back what make or adopt took; the stack is the caller's */
void context_end(struct context *);

/* leave `from` and go on in `to`; returns when somebody switches back */
void context_switch(struct context *from, struct context *to);

/* the first thing that an entry does */
void context_entered(void);

#endif
