#ifndef WORKLOADS_SCRATCH_H
#define WORKLOADS_SCRATCH_H

/* where a workload makes the files of a run: $TMPDIR, or else /var/tmp */
const char *scratch_folder(void);

#endif
