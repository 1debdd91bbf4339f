#include "bench/lane.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int
compare(const void *a, const void *b)
{
	const struct span *x = a;
	const struct span *y = b;

	if (x->task != y->task)
		return x->task < y->task ? -1 : 1;
	return (x->from_us > y->from_us) - (x->from_us < y->from_us);
}

/* the segments, by task and time; the caller frees them */
static struct span *
read_segments(json_t *events, size_t *count)
{
	json_t *segments = json_object_get(events, "segments_us");
	struct span *spans = calloc(json_array_size(segments) + 1, sizeof *spans);
	size_t k;
	json_t *segment;

	*count = spans ? json_array_size(segments) : 0;
	if (!spans)
		return NULL;
	json_array_foreach(segments, k, segment)
	{
		spans[k].task = (long)json_integer_value(json_array_get(segment, 0));
		spans[k].state = json_string_value(json_array_get(segment, 1));
		spans[k].from_us = json_number_value(json_array_get(segment, 2));
		spans[k].to_us = json_number_value(json_array_get(segment, 3));
	}
	qsort(spans, *count, sizeof *spans, compare);
	return spans;
}

/* stretches being put together; there is room for them */
struct spans {
	struct span *list;
	size_t count;
};

static void
add(struct spans *all, struct span span)
{
	if (span.to_us > span.from_us)
		all->list[all->count++] = span;
}

static void
add_task(struct spans *all, struct span task, const struct span *segments, size_t count)
{
	struct span run = task;

	for (size_t k = 0; k < count; k++) {
		if (segments[k].task != task.task)
			continue;
		run.to_us = segments[k].from_us;
		add(all, run);
		add(all, segments[k]);
		run.from_us = segments[k].to_us;
	}
	run.to_us = task.to_us;
	add(all, run);
}

struct span *
spans_read(json_t *events, size_t *count)
{
	json_t *tasks = json_object_get(events, "tasks_us");
	size_t segment_count;
	struct span *segments = read_segments(events, &segment_count);
	struct spans all = {
		.list = calloc(2 * segment_count + json_array_size(tasks) + 1, sizeof *all.list)};
	size_t k;
	json_t *times;

	if (segments && all.list)
		json_array_foreach(tasks, k, times)
		{
			struct span task = {(long)k,
			                    json_number_value(json_array_get(times, 0)),
			                    json_number_value(json_array_get(times, 1)),
			                    "run"};

			add_task(&all, task, segments, segment_count);
		}
	if (!segments) {
		free(all.list);
		all.list = NULL;
	}
	free(segments);
	*count = all.count;
	return all.list;
}

static bool
is_state(const struct span *span, const char *state)
{
	return strcmp(span->state, state) == 0;
}

/* who of the others began to run last before that time; NULL: nobody did */
static const struct span *
last_runner(const struct span *spans, size_t count, const struct span *next)
{
	const struct span *last = NULL;

	for (size_t k = 0; k < count; k++)
		if (is_state(&spans[k], "run") && spans[k].task != next->task &&
		    spans[k].from_us < next->from_us && (!last || spans[k].from_us > last->from_us))
			last = &spans[k];
	return last;
}

struct handover *
handovers_find(const struct span *spans, size_t count, size_t *handovers)
{
	struct handover *all = calloc(count + 1, sizeof *all);

	*handovers = 0;
	for (size_t k = 1; all && k < count; k++) {
		const struct span *giver;

		if (spans[k].task != spans[k - 1].task || !is_state(&spans[k - 1], "lock") ||
		    !is_state(&spans[k], "run"))
			continue;
		giver = last_runner(spans, count, &spans[k]);
		if (giver)
			all[(*handovers)++] =
				(struct handover){giver->task, spans[k].task, spans[k].from_us};
	}
	return all;
}
