#include "bench/physics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/summary.h"

#define TOLERANCE 0.7

static void
check_checksum(struct result *r, const struct result *serial)
{
	if (strcmp(r->observed.checksum, serial->observed.checksum) == 0)
		return;
	r->status = STATUS_INVALID;
	snprintf(r->reason,
	         sizeof r->reason,
	         "the checksum %s is not the serial runner's, %s",
	         r->observed.checksum,
	         serial->observed.checksum);
}

static void
check_speed(struct result *r, const struct result *serial, unsigned cpus)
{
	double least_s = serial->median.cpu_user_s / cpus;

	for (size_t k = 0; k < r->planned->rounds; k++)
		if (r->wall_s[k] < TOLERANCE * least_s) {
			r->status = STATUS_INVALID;
			snprintf(r->reason,
			         sizeof r->reason,
			         "%.6f s in round %zu is faster than the serial CPU time over %u "
			         "CPUs, %.6f s",
			         r->wall_s[k],
			         k + 1,
			         cpus,
			         least_s);
			return;
		}
}

void
physics_check(struct summary *s)
{
	for (size_t k = 0; k < s->count; k++) {
		struct result *r = &s->results[k];
		const struct result *serial = summary_find(s, r->planned->work, 1, "serial");

		if (!serial || serial == r || r->status != STATUS_OK ||
		    serial->status != STATUS_OK || !*r->observed.checksum)
			continue;
		check_checksum(r, serial);
		if (r->status == STATUS_OK && r->planned->cell.workload->bound == CPU_BOUND)
			check_speed(r, serial, s->plan.cpus);
	}
}
