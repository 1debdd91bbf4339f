#ifndef BENCH_EVENTS_H
#define BENCH_EVENTS_H

#include <jansson.h>

/* call with each line of a campaign's events.jsonl, with its cell and round; none is no error. 0, or
 * -1 with errno set */
int events_read(const char *folder,
                void (*each)(void *, const char *cell, long round, json_t *events), void *argument);

#endif
