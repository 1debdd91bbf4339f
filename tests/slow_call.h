#ifndef TESTS_SLOW_CALL_H
#define TESTS_SLOW_CALL_H

/* Ways to spend 100 ms, and not less: one that the seam knows, and those that it cannot know. */

enum { SLOW_NS = 100000000 };

struct slow_call {
	const char *name;
	void (*act)(void);
	void (*help)(
		void); /* ends the wait, by a thread that has slept so long; NULL: it ends by itself */
	/* what is seen of it while it holds up all; NULL: the seam knows it, and it holds up nobody */
	const char *seen;
};

/* ends with a NULL name */
extern const struct slow_call slow_calls[];

/* make the call, with all that it needs */
void slow_call_make(const struct slow_call *);

#endif
