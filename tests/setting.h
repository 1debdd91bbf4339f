#ifndef TESTS_SETTING_H
#define TESTS_SETTING_H

#include <stdbool.h>
#include <stddef.h>

struct record;
struct runner;
struct workload;

/* what a run is set to, but for what is preset: name and value by turns */
#define SET(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Run so many tasks of it, all at once; what is in the record is the caller's. */
void run_set(struct record *, const struct workload *, const struct runner *, size_t tasks,
             const char *const *set);

#endif
