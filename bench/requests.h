#ifndef BENCH_REQUESTS_H
#define BENCH_REQUESTS_H

#include <jansson.h>

struct cell;
struct record;

/* What the requests of a run that has ended took, if its workload has any: into the record and, if it
 * is not NULL, into the events. A run whose answers cannot be trusted has failed */
void requests_note(struct record *, const struct cell *, json_t *events);

#endif
