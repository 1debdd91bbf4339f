#ifndef RUNNERS_STACK_H
#define RUNNERS_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What tells of a stack that overflows. A page that faults, below each stack
 * of a page or more: from Linux 6.13 on it costs no mapping; before, each
 * splits the mapping in two, of which a process may have 65,530, so only up to
 * a limit. Where neither is possible, and below stacks that are packed closer
 * than a page, a canary: it tells afterwards, and only when it is looked at.
 */
enum stack_guard { GUARD_MADVISE, GUARD_MPROTECT, GUARD_CANARY };

/* Stacks for coroutines: one mapping, of which memory is used only where it is touched. */
struct stacks {
	char *mapping;
	size_t bytes;  /* of one stack, its canary included */
	size_t stride; /* from one stack to the next */
	size_t count, used, guarded;
	enum stack_guard guard;
};

struct stack {
	char *bottom; /* NULL: none could be had */
	size_t bytes;
};

/* Reserve that many stacks of at least so many bytes (0: 8 MiB, as a thread has); fewer than a
 * page are packed. 0, or -1 with errno set */
int stacks_open(struct stacks *, size_t count, size_t bytes);

/* give everything back */
void stacks_close(struct stacks *);

/* A stack that nobody has had; there are `count`. With a guard page it may be up to a
 * sixteenth shorter than `bytes`: the tops lie at different distances from a page's end, or they
 * would contend for the same few places in the processor's cache. With bottom NULL errno is set */
struct stack stack_take(struct stacks *);

/* the k-th that was taken */
struct stack stack_at(const struct stacks *, size_t k);

/* Twice at the bottom of a stack with a canary: a frame may have a hole. */
#define STACK_CANARY 0x5AFE57AC0CA9A12Du

/* whether the canary lives */
static inline bool
stack_whole(const char *bottom)
{
	const uint64_t *word = (const uint64_t *)(const void *)bottom;

	return word[0] == STACK_CANARY && word[1] == STACK_CANARY;
}

/* whether this address is in a page that guards a stack, or below the first */
bool stack_guards(const struct stacks *, const void *address);

/* the most that was ever used of one stack, in bytes: of the first few stacks, looked at closely */
size_t stacks_most_used(const struct stacks *);

/* "madvise", "mprotect" or "canary" */
const char *stack_guard_name(enum stack_guard);

#endif
