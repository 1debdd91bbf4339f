#ifndef RUNNERS_OVERFLOW_H
#define RUNNERS_OVERFLOW_H

#include <stdbool.h>

/* What happens when a coroutine outgrows its stack: its scheduler's errand fails
 * with EOVERFLOW. */

/* This thread's coroutines are watched from now on, or no longer: a fault in a stack's guard then
 * comes to a signal handler with a stack of its own. All other faults are what they were. 0, or -1
 * with errno set */
int overflow_watch(bool on);

#endif
