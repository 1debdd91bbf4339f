#ifndef BENCH_PROGRESS_H
#define BENCH_PROGRESS_H

#include <stddef.h>

/* How far a campaign is, and how long it will take: one line on standard error, rewritten on a
 * terminal; elsewhere a line now and then. */
struct progress {
	double total_s; /* estimated, of all that is to be done */
	double done_s;  /* estimated, of what is done */
	double begun_ns;
	double shown_ns;
	int terminal;
};

/* begin, with an estimate of the whole in seconds */
void progress_begin(struct progress *, double total_s);

/* say what is being done now */
void progress_show(struct progress *, unsigned round, unsigned rounds, const char *what);

/* something is done that was estimated at so many seconds */
void progress_add(struct progress *, double estimate_s);

/* clear the line */
void progress_end(struct progress *);

#endif
