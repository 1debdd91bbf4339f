#ifndef BENCH_CAMPAIGN_H
#define BENCH_CAMPAIGN_H

#include <stdbool.h>

struct plan;

/* How a campaign ended. */
struct campaign_end {
	bool partial;        /* interrupted: some runs were not made */
	unsigned troubled;   /* runs that failed or are invalid */
	double wall_s;       /* of the whole, rounds only */
	double cells_wall_s; /* the sum of hyperfine's times of its runs */
};

/* make every run of the plan that the folder's runs.jsonl does not have yet, with a progress line; on
 * SIGINT or SIGTERM stop, with what is finished kept. 0, or -1 after a complaint */
int campaign_run(const char *folder, struct plan *, struct campaign_end *);

#endif
