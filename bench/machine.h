#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <jansson.h>
#include <stddef.h>

/*
 * What a measurement depends on besides the program: recorded with each campaign, and shown beside
 * its results.  Neither the machine nor its users are named.
 */

/*
 * A flat object, a new reference, or NULL with errno set to ENOMEM.  Units are part of the names;
 * null stands for what this system does not tell, "unlimited" for a limit that is none.  Runs
 * a few programs to learn their versions: not for the time of measuring.
 */
json_t *machine_describe(void);

/* The CPUs that can be kept busy, at least 1: of the affinity mask, or of the quota, rounded up. */
unsigned machine_available_cpus(void);

/* Confine this process, and those that it makes, to so many of them, by affinity; 0, or -1 with errno
 * set: EINVAL if there are not so many. */
int machine_confine(unsigned cpus);

enum { MACHINE_NAME_SIZE = 25 };

/* A name for folders, from the CPU's model and the available CPUs: "xeon-2cpu",
 * "ryzen-7-5800x-16cpu".  Lower-case letters, digits and dashes.  Returns the buffer. */
char *machine_name(char name[MACHINE_NAME_SIZE]);

/* The same for a given model. */
char *machine_name_from(char name[MACHINE_NAME_SIZE], const char *model, unsigned cpus);

/* What others did to the machine, by now.  The differences between two moments tell about the time
 * between; what the system does not tell is nan. */
struct machine_moment {
	double steal_s;      /* CPU time that the hypervisor gave to others, over all CPUs */
	double throttled_s;  /* time that the control group was made to stand still by its quota */
	double psi_cpu_some; /* time, in seconds, during which somebody waited for a CPU */
	double loadavg1; /* the mean number of runnable tasks in the last minute: no difference */
};

/* Takes well below a millisecond. 0, or -1 with errno set if there is no /proc. */
int machine_moment(struct machine_moment *);

#endif
