#ifndef WORKLOADS_LIBRARY_H
#define WORKLOADS_LIBRARY_H

/* A shared library that only one workload needs: its setup loads it, and the others do not pay for it. */

struct library_call {
	const char *name;
	void *into; /* the pointer to the function of that name */
};

/* load it and fill the pointers, for as long as the process lives; the last call has no name. 0, or -1
 * with workload_reason */
int library_load(const char *file, const struct library_call *);

#endif
