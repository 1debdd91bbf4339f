#include "bench/growth.h"

#include <math.h>

#include "bench/summary.h"
#include "runners/runner.h"

struct growth
growth_find(const struct summary *s, const struct runner *runner)
{
	struct growth g = {.runner = runner->name};

	for (size_t k = 0; k < s->count && g.count < GROWTH_POINTS_MAX; k++) {
		const struct result *r = &s->results[k];

		if (!(r->planned->purposes & FOR_MEMORY) || r->planned->cell.runner != runner ||
		    r->status != STATUS_OK || !isfinite(r->observed.peak_pss_bytes))
			continue;
		g.tasks[g.count] = (double)r->planned->cell.tasks;
		g.bytes[g.count++] = r->observed.peak_pss_bytes;
	}
	g.fitted = line_fit(g.tasks, g.bytes, g.count, &g.line) == 0 && g.line.slope > 0;
	return g;
}
