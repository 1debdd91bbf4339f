#ifndef TESTS_PARTY_H
#define TESTS_PARTY_H

#include <stdbool.h>
#include <stddef.h>

struct loop_engine;

/* Coroutines that do one act, and somebody else with them, who does another. */
struct party {
	const char *with;
	/* do the act in so many coroutines, at most PARTY_MOST, and the other act with them, all at
	 * once; whether that could be done, and ended well */
	bool (*meet)(const struct loop_engine *, void (*act)(void), size_t count,
	             void (*other)(void));
};

enum { PARTY_MOST = 100 };

/* Try this on every event loop and with everybody: another coroutine of the loop, a thread that has no
 * model, and a loop of another process. */
void party_each(void (*try)(const struct loop_engine *, const struct party *));

#endif
