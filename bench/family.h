#ifndef BENCH_FAMILY_H
#define BENCH_FAMILY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * A process and its descendants, as /proc shows them to another process.  Whoever comes or goes in
 * the middle of a look is seen or not; neither is an error.
 */

/* Room for one look at a family, used again for the next; starts as zeros. */
struct family {
	struct pids {
		pid_t *items;
		size_t n, capacity;
	} members, everyone; /* everyone: each process of the machine, and its parent after it */
};

/* The proportional set size of one process. 0, or -1 with errno set: ESRCH or ENOENT if it does not
 * live, ENOENT also if the kernel has no smaps_rollup. */
int process_pss(pid_t, uint64_t *bytes);

/* The parent of a process that /proc names so, such as "123"; 0 if there is no such process. */
pid_t process_parent(const char *pid);

/* The sum over root and its descendants, without those that are ignored and their descendants.
 * 0, or -1 with errno set as process_pss does for root, or ENOMEM. */
int family_pss(struct family *, pid_t root, const pid_t *ignored, size_t n, uint64_t *bytes);

void family_free(struct family *);

#endif
