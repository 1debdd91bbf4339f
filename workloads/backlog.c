#include "workloads/backlog.h"

static void
line_init(struct line *line)
{
	line->first = NULL;
	line->last = &line->first;
}

static void
line_add(struct line *line, struct pending *pending)
{
	pending->next = NULL;
	*line->last = pending;
	line->last = &pending->next;
}

static struct pending *
line_take(struct line *line)
{
	struct pending *pending = line->first;

	line->first = pending->next;
	if (!line->first)
		line->last = &line->first;
	return pending;
}

void
backlog_init(struct backlog *b, uint64_t delay_ns, size_t capacity)
{
	*b = (struct backlog){.delay_ns = delay_ns, .capacity = capacity > 0 ? capacity : SIZE_MAX};
	line_init(&b->queue);
	for (size_t k = 0; k < SERVER_SPREAD_MAX; k++)
		line_init(&b->work[k]);
}

static void
begin(struct backlog *b, struct pending *pending, uint64_t now_ns)
{
	b->busy++;
	pending->due_ns = now_ns + pending->weight * b->delay_ns;
	line_add(&b->work[pending->weight - 1], pending);
}

void
backlog_add(struct backlog *b, struct pending *pending, uint64_t now_ns)
{
	if (b->busy < b->capacity)
		begin(b, pending, now_ns);
	else
		line_add(&b->queue, pending);
}

/* the line whose first is due first; NULL if nothing is worked on */
static const struct line *
earliest(const struct backlog *b)
{
	const struct line *found = NULL;

	for (size_t k = 0; k < SERVER_SPREAD_MAX; k++)
		if (b->work[k].first && (!found || b->work[k].first->due_ns < found->first->due_ns))
			found = &b->work[k];
	return found;
}

uint64_t
backlog_due_ns(const struct backlog *b)
{
	const struct line *line = earliest(b);

	return line ? line->first->due_ns : UINT64_MAX;
}

struct pending *
backlog_take(struct backlog *b, uint64_t now_ns)
{
	const struct line *line = earliest(b);
	struct pending *taken;

	if (!line || line->first->due_ns > now_ns)
		return NULL;
	taken = line_take(&b->work[line - b->work]);
	b->busy--;
	if (b->queue.first)
		begin(b, line_take(&b->queue), now_ns);
	return taken;
}
