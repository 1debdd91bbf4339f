#include "bench/events.h"

#include <errno.h>
#include <stdio.h>

#include "bench/journal.h"

struct reader {
	void (*each)(void *, const char *, long, json_t *);
	void *argument;
};

static void
take(void *argument, json_t *line)
{
	const struct reader *reader = argument;
	const char *cell = json_string_value(json_object_get(line, "cell"));

	if (cell)
		reader->each(reader->argument,
		             cell,
		             (long)json_integer_value(json_object_get(line, "round")),
		             line);
}

int
events_read(const char *folder, void (*each)(void *, const char *, long, json_t *), void *argument)
{
	struct reader reader = {each, argument};
	char path[512];

	snprintf(path, sizeof path, "%s/events.jsonl", folder);
	return journal_read(path, take, &reader) == 0 || errno == ENOENT ? 0 : -1;
}
