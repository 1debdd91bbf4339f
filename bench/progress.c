#include "bench/progress.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "runners/clock.h"

enum { SECONDS_BETWEEN_LINES = 10 };

void
progress_begin(struct progress *p, double total_s)
{
	*p = (struct progress){.total_s = total_s,
	                       .begun_ns = (double)clock_ns(),
	                       .terminal = isatty(STDERR_FILENO)};
}

/* the estimates, corrected by how long things have really taken so far */
static double
remaining_s(const struct progress *p)
{
	double took = ((double)clock_ns() - p->begun_ns) / 1e9;
	double pace = p->done_s > 1 ? took / p->done_s : 1;

	return fmax(0, p->total_s - p->done_s) * pace;
}

void
progress_show(struct progress *p, unsigned round, unsigned rounds, const char *what)
{
	double now = (double)clock_ns();
	double left = remaining_s(p);
	int percent = p->total_s > 0 ? (int)(100 * p->done_s / p->total_s) : 100;

	if (!p->terminal && now - p->shown_ns < SECONDS_BETWEEN_LINES * 1e9)
		return;
	p->shown_ns = now;
	fprintf(stderr,
	        "%s%3d %%  %s %u/%u  %d:%02d left  %-32s%s",
	        p->terminal ? "\r" : "",
	        percent > 100 ? 100 : percent,
	        round ? "round" : "warm-up",
	        round,
	        rounds,
	        (int)left / 60,
	        (int)left % 60,
	        what,
	        p->terminal ? "" : "\n");
	fflush(stderr);
}

void
progress_add(struct progress *p, double estimate_s)
{
	p->done_s += estimate_s;
}

void
progress_end(struct progress *p)
{
	if (p->terminal)
		fprintf(stderr, "\r%70s\r", "");
}
