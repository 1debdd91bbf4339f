#ifndef BENCH_OUTPUT_H
#define BENCH_OUTPUT_H

#include <jansson.h>

/* whether a file can be written there, which is asked before a run, so that it is not lost: 0, or -1 with errno
 * set. If there is none, an empty one is made; what is no file, as a pipe, is not touched */
int output_check(const char *path);

/* write a line of JSON there, instead of what it has; but what this program writes to already, as /dev/stdout, is
 * not opened anew, and keeps what it has. 0, or -1 with errno set */
int output_json(const json_t *, const char *path);

#endif
