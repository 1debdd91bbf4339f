#ifndef TESTS_SLOW_CALL_H
#define TESTS_SLOW_CALL_H

#include <stdbool.h>

/* Calls that return after 100 ms and not before: they sleep, or wait for the help of a thread that
 * does. */

enum { SLOW_NS = 100000000 };

struct slow_call {
	const char *name;
	void (*act)(void);
	void (*help)(void); /* NULL: it needs none */
	bool hooked;        /* the seam knows it */
};

/* ends with a NULL name */
extern const struct slow_call slow_calls[];

/* make the sockets that the call waits for; 0, or -1 with errno set */
int slow_call_prepare(const struct slow_call *);

/* make the call */
void slow_call_make(const struct slow_call *);

/* give the sockets back */
void slow_call_clear(void);

#endif
