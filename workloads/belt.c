#include "workloads/belt.h"

#include <errno.h>
#include <sys/mman.h>

#include "runners/clock.h"
#include "runners/sync/queue.h"
#include "workloads/workload.h"

/* how soon who waits for all to be done sees that they have given up */
#define MOMENT_NS UINT64_C(50000000)

enum { LINE = 64 }; /* of a cache */

static struct queue *
queue_of(struct belt *belt, int queue)
{
	return (struct queue *)((char *)belt + belt->queue_at[queue]);
}

struct sheet *
belt_sheet(struct belt *belt, uint64_t page)
{
	return (struct sheet *)((char *)belt + belt->sheets_at + page * belt->sheet_bytes);
}

static size_t
whole_lines(size_t bytes)
{
	return (bytes + LINE - 1) / LINE * LINE;
}

/* nobody takes from the last before the end */
static size_t
capacity_of(int queue, size_t pages, size_t capacity)
{
	return queue == PARSED ? pages : capacity;
}

/* 0, or -1 with errno set if it is more than memory can have */
static int
lay_out(struct belt *plan, size_t pages, size_t room, size_t capacity)
{
	struct belt belt = {.pages = pages, .room = room, .bytes = whole_lines(sizeof belt)};
	size_t sheets;

	for (int k = 0; k < BELT_QUEUES; k++) {
		belt.queue_at[k] = belt.bytes;
		belt.bytes += whole_lines(queue_bytes(capacity_of(k, pages, capacity)));
	}
	belt.sheets_at = belt.bytes;
	belt.sheet_bytes = whole_lines(sizeof(struct sheet) + room);
	if (__builtin_mul_overflow(pages, belt.sheet_bytes, &sheets) ||
	    __builtin_add_overflow(belt.bytes, sheets, &belt.bytes)) {
		errno = ENOMEM;
		return -1;
	}
	*plan = belt;
	return 0;
}

struct belt *
belt_new(size_t pages, size_t room, size_t capacity)
{
	struct belt plan;
	struct belt *belt;

	if (lay_out(&plan, pages, room, capacity) != 0)
		return NULL;
	belt = mmap(NULL, plan.bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (belt == MAP_FAILED)
		return NULL;
	*belt = plan;
	for (int k = 0; k < BELT_QUEUES; k++)
		queue_init(queue_of(belt, k), capacity_of(k, pages, capacity));
	return belt;
}

void
belt_free(struct belt *belt)
{
	munmap(belt, belt->bytes);
}

/* by a queue: because the belt is broken, or for errno */
static int
refused(const struct belt *belt)
{
	return failure_is_noted(&belt->failure) ? failure_tell(&belt->failure) : -1;
}

int
belt_put(struct belt *belt, int queue, uint64_t item)
{
	return queue_put(queue_of(belt, queue), item, UINT64_MAX) == 0 ? 0 : refused(belt);
}

int
belt_get(struct belt *belt, int queue, uint64_t *item)
{
	if (queue_get(queue_of(belt, queue), item, UINT64_MAX) == 0)
		return failure_is_noted(&belt->failure) ? refused(belt) : 1;
	return errno == EPIPE && !failure_is_noted(&belt->failure) ? 0 : refused(belt);
}

int
belt_done(struct belt *belt, int queue)
{
	return queue_task_done(queue_of(belt, queue));
}

void
belt_close(struct belt *belt, int queue)
{
	queue_close(queue_of(belt, queue));
}

int
belt_finish(struct belt *belt, int queue)
{
	while (queue_join(queue_of(belt, queue), clock_ns() + MOMENT_NS) != 0)
		if (errno != ETIMEDOUT || failure_is_noted(&belt->failure))
			return refused(belt);
	belt_close(belt, queue);
	return 0;
}

int
belt_break(struct belt *belt)
{
	int error = errno;

	failure_note(&belt->failure);
	for (int k = 0; k < BELT_QUEUES; k++)
		belt_close(belt, k);
	errno = error;
	return -1;
}
