#ifndef BENCH_OUTCOMES_H
#define BENCH_OUTCOMES_H

#include <jansson.h>
#include <stddef.h>

struct cell;
struct figures;
struct record;
struct record_outcome;
struct result;

/* What a run that has ended came to, if its workload counts that: into the record. A run whose counts
 * cannot be right has failed, and keeps them */
void outcomes_note(struct record *, const struct cell *);

/* OUTCOMES_MAX outcomes of which none is known */
void outcomes_init(struct record_outcome *);

/* where the outcome of that name stands among them; OUTCOMES_MAX if it does not */
size_t outcomes_place(const struct record_outcome *, const char *name);

/* as an object of counts by name, in their order, or null if there are none; a new reference */
json_t *outcomes_to_json(const struct record_outcome *);

/* and back; NULL and null are none. 0, or -1 if it is no such object */
int outcomes_from_json(struct record_outcome *, json_t *);

/* the outcomes of a cell's rounds, as figures */
void outcomes_say(struct figures *, const struct result *);

#endif
