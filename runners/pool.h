#ifndef RUNNERS_POOL_H
#define RUNNERS_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Futures: functions handed to workers, whose results come later. What the
 * workers are is the runner's affair, and not that of who submits: threads under
 * a thread runner (under its GIL, if it has one), forked processes under a process
 * runner, coroutines of the same loop under a coroutine runner; and under serial,
 * and outside of a run, there is none: a function is done where it is submitted.
 *
 * Workers are started when there is work and none is idle, up to the number given,
 * and used again. A pool, and the futures of it, are used by the task that made
 * them, and by the callbacks.
 *
 * Deadlines are nanoseconds of clock_ns(): UINT64_MAX waits for ever, 0 not at all.
 */
struct pool;
struct future;

enum { POOL_ARGUMENT_MAX = 64 };

/* what a worker does: 0 with *result set, or -1 with errno set. The argument is the worker's copy,
 * aligned for any type; a worker that is a process has all memory as it was when it was forked */
typedef int pool_function(const void *argument, uint64_t *result);

/* a pool of at most so many workers, at least 1; NULL with errno set */
struct pool *pool_new(size_t workers);

/* Hand a function with a copy of its argument, of at most POOL_ARGUMENT_MAX bytes, to a worker. A
 * future, the caller's to free; NULL with errno ESHUTDOWN after pool_shutdown, EOWNERDEAD if a
 * worker died, which breaks the pool, EINVAL, ENOMEM, or, where there is no worker yet, why none
 * could be started. That one has died which was idle may be found out only by a future: that of what it
 * was handed next */
struct future *pool_submit(struct pool *, pool_function *, const void *argument, size_t size);

/* Submit one for each of `count` arguments of `size` bytes, and wait for all: results in the order of
 * the arguments. 0, or -1 as pool_submit or future_result for the first that failed. Then those that
 * have not begun never do, but others may go on until pool_shutdown */
int pool_map(struct pool *, pool_function *, const void *arguments, size_t size, size_t count,
             uint64_t *results, uint64_t deadline_ns);

/* no more is submitted; what was is done. Waits for it, ends the workers, and reaps them */
void pool_shutdown(struct pool *);

/* shut it down, if it is not, and give it back; its futures live on. NULL is nothing */
void pool_free(struct pool *);

/* how many workers were started so far */
size_t pool_workers(const struct pool *);

/* wait for the result: 0 with *result set; -1 with errno ETIMEDOUT after the deadline, EOWNERDEAD if
 * its worker died, or another one before it had begun, or what the function left in errno */
int future_result(struct future *, uint64_t *result, uint64_t deadline_ns);

bool future_done(const struct future *);

/* Call back once, when it is done, or at once if it is already. Who calls is a worker that shares
 * memory with the caller, under its GIL if there is one; where workers are processes it is whoever
 * takes their results in the caller's process, and there one callback comes after the other. The callback may submit, but does not wait for the pool, nor
 * give its future back. 0, or -1 with errno EBUSY if the future has a callback */
int future_on_done(struct future *, void (*)(struct future *, void *), void *argument);

/* of these futures, all of one pool, the one that was done first and not returned before (as
 * completed): its index; -1 with errno ETIMEDOUT, or ENOENT when all were returned */
ptrdiff_t future_next_done(struct future *const *, size_t count, uint64_t deadline_ns);

/* wait until it is done, and called back, and give it back; NULL is nothing */
void future_free(struct future *);

#endif
