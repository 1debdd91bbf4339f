#ifndef TESTS_ORPHAN_H
#define TESTS_ORPHAN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct value;
struct workload;

enum { CHILDREN_MAX = 8 };

/* the children of this thread, in the order in which they were started; how many there are */
size_t children_now(pid_t child[CHILDREN_MAX]);

/* whether it goes within seconds, or is dead and not yet reaped by whoever inherited it */
bool process_goes(pid_t);

/* Set the workload up with these values in a process that is then killed: whether all that it had
 * started, so many processes, goes with it. */
bool goes_with_starter(const struct workload *, struct value *, size_t tasks, size_t processes);

#endif
