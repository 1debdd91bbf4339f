#ifndef TESTS_TRIAL_H
#define TESTS_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

struct loop_engine;
struct runner;
struct tally;
struct workload;

/* What the tests of runners share: a run of a workload of the test's own, and what it leaves. */

/* Runs end with their tests, or something hangs: then the program is killed after so many seconds,
 * with a word on what it was doing. */
void trial_deadline(unsigned seconds);

/* The k-th way to run: every runner whose tasks this program does, then the coroutines once more on the other event loop; it also
 * chooses the loop. NULL after the last. */
const struct runner *trial_runner(size_t k);

/* its name for the report */
const char *trial_name(size_t k);

struct trial {
	int status, error;   /* of runner->run */
	struct tally *tally; /* NULL if there was no memory; trial_end gives it back */
};

/* Do so many tasks, as many at once (and by as many workers) as the limit says. */
struct trial trial_run(const struct runner *, const struct workload *, size_t tasks, size_t limit);

/* the errno that the run failed with, if its reason is given and holds these words; 0 otherwise */
int trial_failed(const struct trial *, const char *words);

void trial_end(struct trial *);

/* whether that event loop works here */
bool trial_loop_opens(const struct loop_engine *);

/* Do this for every event loop; one that does not work here counts as a test that is skipped. */
void trial_loops(void (*on)(const struct loop_engine *));

/* Run each function in a coroutine of its own, all at once, on that loop; 0, or -1. */
int trial_coroutines(const struct loop_engine *, void (*const *acts)(void), size_t count);

/* What this process has: threads, open descriptors, and whether there are children. */
struct belongings {
	size_t threads, descriptors;
	bool children;
};

struct belongings belongings_now(void);

/* Whether there is no more than before; a joined thread may need a moment to leave /proc. */
bool belongings_are(const struct belongings *before);

/* Zeroed memory that forked processes share; the program ends if there is none. */
void *shared_memory(size_t bytes);

#endif
