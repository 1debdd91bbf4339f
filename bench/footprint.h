#ifndef BENCH_FOOTPRINT_H
#define BENCH_FOOTPRINT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What a process and its descendants take of memory. */
struct footprint {
	uint64_t touched_bytes;  /* PSS of all */
	uint64_t reserved_bytes; /* virtual memory of all */
	size_t mappings;         /* of the first */
};

/* what is not known is 0 */
void footprint_look(pid_t, struct footprint *);

/* What the kernel has for processes and threads, of the whole machine: kernel stacks, page tables, and slab that cannot
 * be reclaimed. Only what it grows by says anything, and others let it grow, too. */
double footprint_kernel_bytes(void);

#endif
