#ifndef WORKLOADS_SCRATCH_H
#define WORKLOADS_SCRATCH_H

/* where a workload makes the files of a run: $TMPDIR, or else /var/tmp */
const char *scratch_folder(void);

/* a file there without a name, which goes with who has it open, even if that is killed; the descriptor,
 * or -1 with errno set */
int scratch_open(void);

/* nothing can be made there, for errno: -1 with workload_reason */
int scratch_fail(void);

#endif
