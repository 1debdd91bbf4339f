#ifndef RUNNERS_CONTEXT_H
#define RUNNERS_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "runners/switch.h"

#if defined(__SANITIZE_ADDRESS__)
#define ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESS_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define THREAD_SANITIZER 1
#endif
#endif
#if defined(ADDRESS_SANITIZER) || defined(THREAD_SANITIZER)
#define CONTEXT_IS_FOLLOWED 1
#endif

/*
 * A stack and where on it to go on: what a coroutine is to the machine.
 * A task must leave the floating-point rounding mode alone: it is not switched.
 */
struct context {
	struct place place;
#ifdef CONTEXT_IS_FOLLOWED
	void *bottom; /* of the stack */
	size_t bytes;
	void *fiber; /* the sanitizer's own handle */
	bool made;   /* by context_make, and not adopted */
#endif
};

/* make a context that will call entry(argument) on that stack; entry must never return. 0, or -1
 * with errno set */
int context_make(struct context *, void *bottom, size_t bytes, void (*entry)(void *),
                 void *argument);

/* the context of the stack we are on, to come back to */
int context_adopt(struct context *);

/* give back what make or adopt took; the stack is the caller's */
void context_end(struct context *);

/* whether contexts here hold more than their stacks, so that each must be ended */
bool context_holds_memory(void);

/* leave `from` and go on in `to`; returns when somebody switches back */
#ifdef CONTEXT_IS_FOLLOWED
void context_switch(struct context *from, struct context *to);
#else
static inline void
context_switch(struct context *from, struct context *to)
{
	switch_to(&from->place, &to->place);
}
#endif

/* the first thing that an entry does */
void context_entered(void);

#endif
