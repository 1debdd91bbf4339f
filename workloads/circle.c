/*
 * A circle of tasks that wait for each other, found in what a table knows of them.
 */
#include "workloads/circle.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "workloads/table.h"

/* longer circles are told in part */
enum { LINKS_TOLD = 4 };

size_t
circle_links(const struct table *t, size_t i)
{
	size_t at = i;

	for (size_t links = 1; links <= t->tasks; links++) {
		uint32_t wants = t->place[at].wants;
		uint32_t holder = wants ? t->place[wants - 1].holder : 0;

		if (holder == 0)
			return 0;
		at = holder - 1;
		if (at == i)
			return links;
	}
	return 0;
}

static void say(char *words, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void
say(char *words, size_t size, const char *format, ...)
{
	size_t used = strlen(words);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words + used, size - used, format, arguments);
	va_end(arguments);
}

/* "A", "B", ..., "lock 26", ... */
static const char *
name(char *text, size_t size, size_t which)
{
	if (which < 26)
		snprintf(text, size, "%c", (char)('A' + which));
	else
		snprintf(text, size, "lock %zu", which);
	return text;
}

void
circle_explain(struct table *t, size_t i, size_t has, size_t links)
{
	const size_t size = sizeof t->words;
	char lock[32];
	size_t wanted = t->place[i].wants - 1;

	if (*t->words)
		return;
	say(t->words, size, "task %zu holds %s and", i, name(lock, sizeof lock, has));
	say(t->words, size, " waits for %s", name(lock, sizeof lock, wanted));
	for (size_t k = 1; k < links && k < LINKS_TOLD; k++) {
		size_t at = t->place[wanted].holder - 1;

		wanted = t->place[at].wants - 1;
		say(t->words,
		    size,
		    ", which task %zu holds, who waits for %s",
		    at,
		    name(lock, sizeof lock, wanted));
	}
	if (links > LINKS_TOLD)
		say(t->words,
		    size,
		    ", and so on: the last of %zu tasks waits for %s",
		    links,
		    name(lock, sizeof lock, has));
}
