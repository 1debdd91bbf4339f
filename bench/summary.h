#ifndef BENCH_SUMMARY_H
#define BENCH_SUMMARY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "bench/comparison.h"
#include "bench/plan.h"
#include "bench/record.h"

/* What the runs of one cell show together. */
struct result {
	const struct planned *planned;
	enum status status; /* ok if all of its runs are; else that of the first that is not */
	char reason[256];   /* why not ok, with the round; a cell that is not ok has no times */
	size_t rounds;      /* timed ones that are there */
	double *wall_s;     /* hyperfine's, by round from 1; nan where there is none */
	double *run_s; /* likewise, from the opening of the start gate to the last task's end */
	struct interval wall; /* 95 % interval of the median; nan under 6 rounds */
	struct record
		median; /* of the timed rounds, number by number; round 0's where only that was */
	struct {
		double sum;
		size_t rounds;     /* in which it was above 0 */
	} outcomes[OUTCOMES_MAX];  /* those of the median, over the timed rounds */
	struct record low, high;   /* the median's 95 % interval, likewise; nan under 6 rounds */
	struct record observed;    /* round 0, with memory and waiting */
	struct comparison speedup; /* over the serial cell of the same work, paired by round */
	double cpu_share; /* of its run, in per cent: the upper quartile, since waiting for a
	                            * core is no waiting of its own; and the median */
	double cpu_share_median;
	bool brief; /* under 50 times the floor: start-up is a good part of it */
};

/* What a row's work does, by the measured share of CPU time in its serial run. */
enum nature {
	COMPUTES, /* three quarters or more */
	WAITS,    /* one quarter or less */
	BOTH,
	NATURES,
	UNKNOWN = NATURES, /* there is no serial run to tell */
};

/* runners that one row can have */
enum { ROW_MAX = 32 };

/* A row of the verdict table: the same work with the same limit under every runner. */
struct row {
	char name[64]; /* work, or work@limit if the table has several limits of it */
	const char *work;
	size_t limit;
	enum bound bound;
	const struct result *serial;         /* the base, or NULL if it is not ok */
	const struct result *cells[ROW_MAX]; /* the serial one first; only those that are ok */
	size_t count;
	double cpu_share; /* of the serial run, in per cent */
	enum nature nature;
	bool judged; /* enough cells and rounds to speak of a winner */
	struct winner winner;
	bool leads[ROW_MAX]; /* the first, and those that it is not separated from */
};

struct limits;

struct summary {
	struct plan plan;
	json_t *machine;
	struct limits *limits;  /* how many tasks each model can hold; NULL if it was not tried */
	struct result *results; /* one for each planned cell, in its order */
	size_t count;
	struct row *rows;
	size_t row_count;
	size_t contenders; /* runners of all rows of the verdict table */
	double level;      /* error probability of each of its intervals */
	size_t runs, runs_planned;
	double wall_s, steal_s; /* of all runs together; steal: CPU time that the hypervisor took */
	double floor_s;         /* median of the cell that does nothing; nan if it was not run */
	struct comparison noise; /* the same cell twice */
};

#define ALPHA 0.05     /* what is claimed is wrong at most so often */
#define THRESHOLD 0.03 /* ratios nearer to 1 than that are equal in practice */
#define CORE_SHARE_LEAST 90
#define BRIEF 50 /* a cell under so many floors is flagged */

/* read a campaign's folder and judge it; 0, or -1 after a complaint */
int summary_load(struct summary *, const char *folder);

void summary_free(struct summary *);

/* whether the plan has a cell of that runner for a verdict: or there is no column for it */
bool summary_compares(const struct summary *, const struct runner *);

/* the result of the cell work@limit/runner, or NULL if it was not planned */
const struct result *summary_find(const struct summary *, const char *work, size_t limit,
                                  const char *runner);

/* the least share of a core, in per cent, that a serial run which computes had at the median: under 90,
 * others kept the machine busy; nan if nothing computed */
double summary_core_share(const struct summary *);

/* how many cells are failed or invalid */
size_t summary_troubled(const struct summary *);

#endif
