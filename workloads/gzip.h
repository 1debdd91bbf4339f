#ifndef WORKLOADS_GZIP_H
#define WORKLOADS_GZIP_H

#include "workloads/text.h"

/* Compress task i's stretch of the text, as the task does, and hand what comes out to the taker. 0, or -1 as a
 * task. The values are those of the workload gzip, set up. */
int gzip_stretch(const struct value *, size_t i, text_taker *, void *context);

#endif
