#include "bench/events.h"

#include <errno.h>
#include <stdio.h>

#include "bench/journal.h"

/* A run that was cut off between its events and its record is made again, and its events stand
 * twice, one after the other: the later ones count. */
struct reader {
	void (*each)(void *, const char *, long, json_t *);
	void *argument;
	json_t *last;
};

static long
round_of(const json_t *line)
{
	return (long)json_integer_value(json_object_get(line, "round"));
}

static void
give(struct reader *reader)
{
	const char *cell = json_string_value(json_object_get(reader->last, "cell"));

	if (cell)
		reader->each(reader->argument, cell, round_of(reader->last), reader->last);
	json_decref(reader->last);
	reader->last = NULL;
}

static void
take(void *argument, json_t *line)
{
	struct reader *reader = argument;

	if (reader->last &&
	    (round_of(line) != round_of(reader->last) ||
	     !json_equal(json_object_get(line, "cell"), json_object_get(reader->last, "cell"))))
		give(reader);
	json_decref(reader->last);
	reader->last = json_incref(line);
}

int
events_read(const char *folder, void (*each)(void *, const char *, long, json_t *), void *argument)
{
	struct reader reader = {each, argument, NULL};
	char path[512];
	int status;

	snprintf(path, sizeof path, "%s/events.jsonl", folder);
	status = journal_read(path, take, &reader) == 0 || errno == ENOENT ? 0 : -1;
	if (reader.last)
		give(&reader);
	return status;
}
