#ifndef RUNNERS_SWITCH_H
#define RUNNERS_SWITCH_H

#include <stdbool.h>
#include <stddef.h>

/*
 * From one stack to another: own assembly for x86-64 and aarch64 (switch.c),
 * ucontext elsewhere and with CONVOY_UCONTEXT defined (switch_ucontext.c). A place
 * is where on its stack somebody goes on. The floating-point environment is not
 * switched: to load another MXCSR costs 60 ns on a recent x86.
 */

/* the place from which entry(argument) begins on that stack; entry must never return. 0, or -1
 * with errno set */
int switch_make(void **place, void *bottom, size_t bytes, void (*entry)(void *), void *argument);

/* a place for the stack we are on, to be filled by leaving it. 0, or -1 with errno set */
int switch_adopt(void **place);

/* give back what make or adopt allocated */
void switch_end(void **place);

/* whether they allocate */
extern const bool switch_allocates;

/* leave for `to`, and note in *from where we left */
void switch_to(void **from, void *to);

#endif
