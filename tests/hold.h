#ifndef TESTS_HOLD_H
#define TESTS_HOLD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * No call of the seam holds up the others: while one coroutine waits in it, the heart of another goes
 * on beating. Each call waits 40 ms: it sleeps so long, or a thread, which has no model, then ends its
 * wait.
 */
enum { HOLD_NS = 40000000 };

struct hold {
	const char *name;
	bool (*act)(void);     /* makes the call; whether that answered as it should */
	void (*release)(void); /* ends its wait; NULL: it ends by itself */
};

/* Reports one test for each call and each event loop. What a call needs is made anew before each
 * time, and given back after it. */
void hold_none(const struct hold *, size_t count, void (*prepare)(void), void (*clear)(void));

#endif
