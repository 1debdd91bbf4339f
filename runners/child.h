#ifndef RUNNERS_CHILD_H
#define RUNNERS_CHILD_H

#include <stddef.h>
#include <sys/types.h>

struct job;

/* What the process runners share: worker processes that are started, watched and reaped. */
struct children {
	const struct job *job;
	size_t alive;
	size_t size; /* slots in pid[]; 0 marks a free one */
	pid_t pid[];
};

/* room for so many worker processes, none started; NULL with errno set and the tally told. The
 * caller frees it when none is alive */
struct children *children_new(const struct job *, size_t size);

/* fork a worker into a free slot: the child does work(job, argument) and ends. 0, or -1 with errno
 * set and the limit that was reached noted in the tally */
int child_start(struct children *, size_t slot, int (*work)(const struct job *, size_t),
                size_t argument);

/* wait for a worker to end (or, with WNOHANG in options, look whether one has) and reap it; its
 * slot, or `size` if none ended. One that died makes the run fail, and the others are killed */
size_t child_reap(struct children *, int options);

/* wait until so many workers, of all processes, are at the gate, and open it; or call the run off
 * when a process died or the tally knows of a failure */
void children_release(struct children *, unsigned workers);

#endif
