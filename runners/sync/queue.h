#ifndef RUNNERS_SYNC_QUEUE_H
#define RUNNERS_SYNC_QUEUE_H

#include <stddef.h>
#include <stdint.h>

/*
 * A bounded queue of numbers, first in, first out, for any number of producers and
 * consumers. It can be joined: each item that was got is to be answered by one
 * queue_task_done, and queue_join waits until as many were as were put.
 *
 * Deadlines as of mutex_lock; EOWNERDEAD as there.
 */
struct queue;

/* what a queue for so many items takes of memory, which the caller gives and may share; at least 1 */
size_t queue_bytes(size_t capacity);

/* make one in that memory, which is aligned for any type; nobody uses it yet */
void queue_init(struct queue *, size_t capacity);

/* 0; -1 with errno ETIMEDOUT if it was full until the deadline, EPIPE if it is closed */
int queue_put(struct queue *, uint64_t item, uint64_t deadline_ns);

/* 0; -1 with errno ETIMEDOUT if it was empty until the deadline, EPIPE if it is closed and empty */
int queue_get(struct queue *, uint64_t *item, uint64_t deadline_ns);

/* nothing more will be put: whoever waits to put is refused, whoever gets has the rest */
void queue_close(struct queue *);

/* an item that was got is done: 0, or -1 with errno EINVAL if all were done already */
int queue_task_done(struct queue *);

/* wait until all that were put are done: 0, or -1 with errno ETIMEDOUT */
int queue_join(struct queue *, uint64_t deadline_ns);

/* how many are in it now; only a guess if others use it */
size_t queue_count(const struct queue *);

#endif
