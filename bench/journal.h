#ifndef BENCH_JOURNAL_H
#define BENCH_JOURNAL_H

#include <jansson.h>
#include <stddef.h>

#include "bench/record.h"

/*
 * The raw records of a campaign, a line of JSON each, in a file that only ever
 * grows: a line that is not whole, because the process was killed or the disk
 * full, is dropped when the campaign is resumed. Nothing that was finished is
 * lost.
 */

/* open a file of lines to add to, and cut off a last line that is not whole; a descriptor, or -1 with
 * errno set */
int journal_open(const char *path);

/* add a line; takes the reference. 0, or -1 with errno set, and then nothing was added */
int journal_append(int fd, json_t *line);

/* call with every whole line that is JSON, in order; 0, or -1 with errno set (ENOENT: no such file) */
int journal_read(const char *path, void (*each)(void *, json_t *), void *argument);

#endif
