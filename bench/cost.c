#include "bench/cost.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/growth.h"
#include "bench/limits.h"
#include "bench/summary.h"
#include "runners/runner.h"

static const struct estimate unknown = {(double)NAN, (double)NAN, (double)NAN};

/* the cell with the most tasks, in which what is made once counts least */
static const struct result *
find(const struct summary *s, const struct runner *runner, const char *workload)
{
	const struct result *found = NULL;

	for (size_t k = 0; k < s->count; k++) {
		const struct result *r = &s->results[k];

		if (r->planned->purposes & FOR_COST && r->planned->cell.runner == runner &&
		    r->status == STATUS_OK && r->rounds &&
		    strcmp(r->planned->cell.workload->name, workload) == 0 &&
		    (!found || r->planned->cell.tasks > found->planned->cell.tasks))
			found = r;
	}
	return found;
}

static struct estimate
divided(double value, double low, double high, double by)
{
	return (struct estimate){value / by, low / by, high / by};
}

/* from before the first worker is made until the last is reaped */
static struct estimate
make_of(const struct result *r)
{
	if (!r)
		return unknown;
	return divided(r->median.wall_s, r->low.wall_s, r->high.wall_s, r->median.tasks);
}

/* how often the token comes to a task stands in the command only */
static double
laps_of(const struct result *r)
{
	const char *option = strstr(r->planned->command, " --laps ");
	double laps = (double)NAN;

	if (option)
		sscanf(option, " --laps %lf", &laps);
	return laps;
}

/* while all tasks are there, without their making */
static struct estimate
switch_of(const struct result *r)
{
	if (!r)
		return unknown;
	return divided(r->median.run_s, r->low.run_s, r->high.run_s, r->median.tasks * laps_of(r));
}

static size_t
rounds_of(const struct result *make, const struct result *hand_over)
{
	if (!make || !hand_over)
		return make ? make->rounds : hand_over ? hand_over->rounds : 0;
	return make->rounds < hand_over->rounds ? make->rounds : hand_over->rounds;
}

struct cost
cost_find(const struct summary *s, const struct runner *runner)
{
	const struct result *make = find(s, runner, "spawn");
	const struct result *hand_over = find(s, runner, "switch");
	struct cost c = {.runner = runner->name,
	                 .make_s = make_of(make),
	                 .switch_s = switch_of(hand_over),
	                 .rounds = rounds_of(make, hand_over),
	                 .touched_bytes = (double)NAN,
	                 .kernel_bytes = (double)NAN};
	const struct model_limits *limits = limits_of(s->limits, runner->name);
	struct growth growth = growth_find(s, runner);

	if (limits) {
		c.touched_bytes = task_cost(limits).touched_bytes;
		c.kernel_bytes = task_cost(limits).kernel_bytes;
	} else if (growth.fitted)
		c.touched_bytes = growth.line.slope;
	return c;
}

bool
cost_known(const struct cost *c)
{
	return isfinite(c->make_s.value) || isfinite(c->switch_s.value);
}
