#ifndef TESTS_SEMANTICS_H
#define TESTS_SEMANTICS_H

#include <stddef.h>
#include <stdint.h>

/*
 * A call must answer the same in a coroutine as in a thread of its own. A table of calls is done
 * twice: first plain, its peer in another thread; then, on each event loop, with both in coroutines
 * of one thread. If the call held up that thread, its peer could not come to its help, and the test
 * would end by its deadline.
 */
struct answer {
	long result;
	int error;       /* errno; compared if the result is negative */
	uint64_t digest; /* of what came out beside the result */
};

struct semantics {
	const char *name;
	void (*act)(struct answer *);
	void (*peer)(void); /* NULL: none is needed */
};

/* note what a call returned, and errno */
#define ANSWER(answer, call)                                                                       \
	((answer)->result = (long)(call), (answer)->error = (answer)->result < 0 ? errno : 0)

/* fold bytes into the answer */
void answer_digest(struct answer *, const void *bytes, size_t size);

/* Reports one test for each call and each event loop. What a call needs is made anew before each
 * time, and given back after it. */
void semantics_compare(const struct semantics *, size_t count, void (*prepare)(void),
                       void (*clear)(void));

/* what a peer says, by send(2), to one who may be gone */
void semantics_tell(int fd, const char *text);

/* what a peer does first, so that the other is likely to wait already */
void semantics_linger(void);

#endif
