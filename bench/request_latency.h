#ifndef BENCH_REQUEST_LATENCY_H
#define BENCH_REQUEST_LATENCY_H

#include "bench/distribution.h"

struct figures;
struct result;

/* what the requests of a cell's timed rounds took, in milliseconds, sorted, from the campaign's events; empty if there
 * are none. 0, or -1 with errno set */
int request_latency_read(const char *folder, const struct result *, struct distribution *ms);

/* a percentile of that distribution, as a figure of the cell */
const char *say_request_quantile(struct figures *, const struct result *,
                                 const struct distribution *ms, int per_cent);

#endif
