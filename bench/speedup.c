#include "bench/speedup.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bench/figures.h"
#include "bench/result.h"
#include "bench/row.h"
#include "bench/summary.h"

bool
runner_is_python(const char *runner)
{
	return strncmp(runner, "python-", strlen("python-")) == 0;
}

static bool
is_base(const struct result *r, const struct result *of, const char *serial)
{
	return r->planned->interpreter == 0 && r->status == STATUS_OK && r->rounds > 0 &&
	       strcmp(result_runner(r), serial) == 0 && !*r->planned->variant &&
	       strcmp(r->planned->work, of->planned->work) == 0;
}

const struct result *
run_base(const struct summary *s, const struct result *of)
{
	const char *serial = runner_is_python(result_runner(of)) ? "python-serial" : "serial";

	for (size_t k = 0; k < s->count; k++)
		if (is_base(&s->results[k], of, serial))
			return &s->results[k];
	return NULL;
}

struct comparison
run_speedup(const struct summary *s, const struct result *r)
{
	const struct result *base = run_base(s, r);

	return base ? result_compare_runs(base, r, ALPHA)
	            : (struct comparison){.ratio = (double)NAN,
	                                  .interval = {.low = (double)NAN, .high = (double)NAN}};
}

struct comparison
run_slowdown(const struct summary *s, const struct result *r)
{
	struct comparison c = run_speedup(s, r);
	struct interval i = c.interval;

	c.ratio = 1 / c.ratio;
	c.interval.low = 1 / i.high;
	c.interval.high = 1 / i.low;
	return c;
}

static const char *
say_comparison(struct figures *f, const struct result *r, const char *name,
               const struct comparison *c)
{
	return say_interval(f,
	                    r->planned->name,
	                    name,
	                    FIGURE_RATIO,
	                    c->ratio,
	                    c->interval.low,
	                    c->interval.high);
}

const char *
say_run_speedup(struct figures *f, const struct summary *s, const struct result *r)
{
	struct comparison c = run_speedup(s, r);

	return say_comparison(f, r, "run speedup", &c);
}

const char *
say_run_slowdown(struct figures *f, const struct summary *s, const struct result *r)
{
	struct comparison c = run_slowdown(s, r);

	return say_comparison(f, r, "run slowdown", &c);
}
