#include "bench/physics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/summary.h"

#define TOLERANCE 0.5

static void
check_checksum(struct result *r, const struct result *first)
{
	if (strcmp(r->observed.checksum, first->observed.checksum) == 0)
		return;
	r->status = STATUS_INVALID;
	snprintf(r->reason,
	         sizeof r->reason,
	         "the checksum %s is not that of %s, %s",
	         r->observed.checksum,
	         first->planned->name,
	         first->observed.checksum);
}

static double
best_wall_s(const struct result *r)
{
	double best = (double)INFINITY;

	for (size_t k = 0; k < r->planned->rounds; k++)
		best = fmin(best, r->wall_s[k]);
	return best;
}

/* how many CPUs a cell can keep busy */
static size_t
busy_cpus(const struct planned *p, unsigned cpus)
{
	const struct runner *r = p->cell.runner;

	if (r->lifecycle == ONE_WORKER || (r->loop && !r->grid))
		return 1;
	return p->limit < cpus ? p->limit : cpus;
}

static void
check_speed(struct result *r, const struct result *serial, unsigned cpus)
{
	size_t busy = busy_cpus(r->planned, cpus);
	double need_s = best_wall_s(serial) / (double)busy;

	for (size_t k = 0; k < r->planned->rounds; k++)
		if (r->wall_s[k] < TOLERANCE * need_s) {
			r->status = STATUS_INVALID;
			snprintf(r->reason,
			         sizeof r->reason,
			         "%.6f s in round %zu is less than half of what %zu CPUs need, "
			         "%.6f s",
			         r->wall_s[k],
			         k + 1,
			         busy,
			         need_s);
			return;
		}
}

/* the first cell that did the same work, and is ok */
static const struct result *
first_of(const struct summary *s, const char *work)
{
	for (size_t k = 0; k < s->count; k++)
		if (strcmp(s->results[k].planned->work, work) == 0 &&
		    s->results[k].status == STATUS_OK && *s->results[k].observed.checksum)
			return &s->results[k];
	return NULL;
}

void
physics_check(struct summary *s)
{
	for (size_t k = 0; k < s->count; k++) {
		struct result *r = &s->results[k];
		const struct result *first = first_of(s, r->planned->work);
		const struct result *serial = summary_find(s, r->planned->work, 1, "serial");

		if (!first || r->status != STATUS_OK || !*r->observed.checksum)
			continue;
		check_checksum(r, first);
		if (r->status == STATUS_OK && serial && serial->status == STATUS_OK &&
		    r->planned->cell.workload->bound == CPU_BOUND)
			check_speed(r, serial, s->plan.cpus);
	}
}
