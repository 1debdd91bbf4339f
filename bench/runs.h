#ifndef BENCH_RUNS_H
#define BENCH_RUNS_H

struct summary;

/* read the runs.jsonl of a campaign's folder, and make the summary's results from it: the wall times by
 * round, medians and intervals, and which cells are not ok. The summary has its plan. 0, or -1 with
 * errno set */
int runs_read(struct summary *, const char *folder);

#endif
