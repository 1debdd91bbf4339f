#ifndef BENCH_PROCESSOR_H
#define BENCH_PROCESSOR_H

#include <jansson.h>
#include <stddef.h>

/* The CPUs, and how many of them there are for us. */

/* The model as its maker writes it, or the architecture if the kernel does not tell. */
void processor_model(char *model, size_t size);

/*
 * The number of CPUs that this process can keep busy, at least 1: those of its affinity mask, or
 * its control group's quota if that is less.  A part of a CPU counts as one: rounded down, a quota
 * of 1.5 would never be used up.
 */
unsigned processor_available(void);

/* Confines this process, and those that it makes, to so many of its CPUs, the first ones; 0, or -1
 * with errno set: EINVAL if it does not have so many. */
int processor_confine(unsigned cpus);

/* Adds to the object what is known of the CPUs, under names of its own. */
void processor_describe(json_t *object);

#endif
