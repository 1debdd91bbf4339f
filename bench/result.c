#include "bench/result.h"

#include "bench/figures.h"
#include "bench/summary.h"

const char *
result_runner(const struct result *r)
{
	return r->planned->cell.runner->name;
}

const char *
say_wall(struct figures *f, const struct result *r)
{
	return say_interval(f,
	                    r->planned->name,
	                    "wall",
	                    FIGURE_SECONDS,
	                    r->median.process_wall_s,
	                    r->wall.low,
	                    r->wall.high);
}

const char *
say_speedup(struct figures *f, const struct result *r)
{
	return say_interval(f,
	                    r->planned->name,
	                    "speedup",
	                    FIGURE_RATIO,
	                    r->speedup.ratio,
	                    r->speedup.interval.low,
	                    r->speedup.interval.high);
}

const char *
say_run(struct figures *f, const struct result *r)
{
	return say_interval(f,
	                    r->planned->name,
	                    "run",
	                    FIGURE_SECONDS,
	                    r->median.run_s,
	                    r->low.run_s,
	                    r->high.run_s);
}
