#include "bench/lesson.h"

#include <string.h>

#include "bench/result.h"
#include "bench/summary.h"

static bool
same_work(const struct result *a, const struct result *b)
{
	return strcmp(a->planned->work, b->planned->work) == 0;
}

/* to the end of its work, or else of all */
static void
insert(struct lesson *lesson, const struct result *r)
{
	size_t at = lesson->count;

	while (at > 0 && !same_work(lesson->cells[at - 1], r))
		at--;
	if (at == 0)
		at = lesson->count;
	memmove(lesson->cells + at + 1,
	        lesson->cells + at,
	        (lesson->count++ - at) * sizeof *lesson->cells);
	lesson->cells[at] = r;
}

struct lesson
lesson_find(const struct summary *s, unsigned purposes)
{
	struct lesson lesson = {.count = 0};

	for (size_t k = 0; k < s->count && lesson.count < LESSON_CELLS_MAX; k++) {
		const struct result *r = &s->results[k];

		if (r->planned->purposes & purposes && r->status == STATUS_OK && r->rounds > 0)
			insert(&lesson, r);
	}
	return lesson;
}

size_t
lesson_work_end(const struct lesson *lesson, size_t from)
{
	size_t end = from;

	while (end < lesson->count && same_work(lesson->cells[from], lesson->cells[end]))
		end++;
	return end;
}

bool
lesson_is_by(const struct result *r, const char *runner)
{
	return strcmp(result_runner(r), runner) == 0;
}
