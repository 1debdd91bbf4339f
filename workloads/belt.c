#include "workloads/belt.h"

#include <errno.h>
#include <stdlib.h>

#include "runners/clock.h"
#include "runners/sync/queue.h"
#include "workloads/links.h"
#include "workloads/shared.h"
#include "workloads/site.h"
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

static struct belt
lay_out(size_t pages, size_t room, size_t capacity)
{
	struct belt plan = {.pages = pages,
	                    .room = room,
	                    .sheets_at = whole_lines(sizeof plan),
	                    .sheet_bytes = whole_lines(sizeof(struct sheet) + room)};

	for (int k = 0; k < BELT_QUEUES; k++) {
		plan.queue_at[k] = plan.sheets_at;
		plan.sheets_at += whole_lines(queue_bytes(capacity_of(k, pages, capacity)));
	}
	return plan;
}

struct belt *
belt_new(size_t pages, size_t room, size_t capacity)
{
	const struct belt plan = lay_out(pages, room, capacity);
	struct belt *belt;

	belt = shared_new(plan.sheets_at, pages, plan.sheet_bytes);
	if (!belt)
		return NULL;
	*belt = plan;
	for (int k = 0; k < BELT_QUEUES; k++)
		queue_init(queue_of(belt, k), capacity_of(k, pages, capacity));
	return belt;
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

int
belt_check(const struct belt *belt)
{
	char *text = malloc(belt->room + 1);
	uint64_t links = 0;

	if (!text)
		return workload_fail("no memory to check the pages");
	for (uint64_t page = 0; page < belt->pages; page++) {
		site_write(text, belt->room, page);
		links += links_of_page(page, text, belt->room, 1);
	}
	free(text);
	return links == belt->links
	               ? 0
	               : workload_fail("other links were found than our server's pages have");
}
