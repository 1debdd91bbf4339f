#ifndef RUNNERS_PARKING_LOT_H
#define RUNNERS_PARKING_LOT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/loop.h"

/* Who is parked where: the lists of parking.c, by the address of the word. */

struct coroutine;

/* a parked coroutine, on its own stack */
struct parked {
	_Atomic uint32_t *word;
	uint32_t expected;
	struct coroutine *coroutine;
	struct parked *next, **link;             /* of its bucket; link NULL: woken */
	struct parked *next_fresh, **link_fresh; /* of those without a sentry */
};

/* who waits in the kernel for all of this scheduler that are parked on a word */
struct sentry {
	struct loop_wait wait;
	_Atomic uint32_t *word;
	struct parking *parking;
	bool dismissed;
	struct sentry *next, **link;
};

struct bucket {
	struct parked *first, **last;
	struct sentry *sentries;
};

struct parking {
	struct bucket *bucket;
	size_t buckets, count, sentries;
	struct parked *fresh, **last_fresh;
	bool looks; /* there are no sentries here */
};

/* an empty one; NULL with errno set */
struct parking *parking_new(void);

/* put one in, as the last of those on its word, without a sentry */
void parking_add(struct parking *, struct parked *);

/* take one out that is in */
void parking_remove(struct parking *, struct parked *);

/* from now on it has a sentry, or is to be looked at as the last */
void parking_guarded(struct parking *, struct parked *);
void parking_looked_at(struct parking *, struct parked *);

/* the first that is parked on the word, or NULL */
struct parked *parking_first(const struct parking *, const _Atomic uint32_t *word);

/* take up to so many out that are parked on the word, and make them ready; how many were still to be
 * found */
uint32_t parking_let_go(struct parking *, const _Atomic uint32_t *word, uint32_t count);

/* the sentry on a word, unless it was dismissed; NULL if there is none */
struct sentry *parking_sentry(const struct parking *, const _Atomic uint32_t *word);
void parking_post(struct parking *, struct sentry *);
void parking_withdraw(struct parking *, struct sentry *);

#endif
