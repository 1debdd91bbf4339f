#ifndef RUNNERS_HELPER_H
#define RUNNERS_HELPER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Threads beside a loop, for what would hold it up and cannot be asked of the
 * kernel to be done later. At most four, made when they are first needed. They
 * have no blocking model: what they call blocks them.
 */

struct helpers;

/* something to do; it must stay where it is until it was collected */
struct chore {
	void (*function)(void *);
	void *argument;
	void (*done)(struct chore *); /* called by helpers_collect */
	struct chore *next;
};

/* no threads yet; NULL with errno set */
struct helpers *helpers_new(void);

/* waits for what was begun, whatever that takes; NULL is nothing */
void helpers_free(struct helpers *);

/* hand a chore over: 0, or -1 with errno set if there is no thread to do it */
int helpers_give(struct helpers *, struct chore *);

/* an eventfd, ready when there is something to collect */
int helpers_bell(const struct helpers *);

/* whether something was given that was not collected yet */
bool helpers_owe(const struct helpers *);

/* call done for every chore that is; never waits */
void helpers_collect(struct helpers *);

#endif
