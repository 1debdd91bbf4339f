#ifndef TESTS_ORPHAN_H
#define TESTS_ORPHAN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct value;
struct workload;

/* a child of this thread's, which has just one; -1 if not */
pid_t only_child(void);

/* Set the workload up with these values in a process that is then killed: whether all that it had
 * started, so many processes, goes with it. */
bool goes_with_starter(const struct workload *, struct value *, size_t tasks, size_t processes);

#endif
