#include "bench/cost_finding.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/cost.h"
#include "bench/figures.h"
#include "bench/summary.h"
#include "runners/runner.h"

const char *
cost_say_time(const struct drawing *d, const char *runner, const char *name,
              const struct estimate *e)
{
	char subject[64];

	snprintf(subject, sizeof subject, "cost/%s", runner);
	return say_interval(d->figures, subject, name, FIGURE_SECONDS, e->value, e->low, e->high);
}

/* Of the models that make a worker for each task, those of which both times are known; what is made
 * of others is told by those. */
static bool
is_said(const struct runner *r, const struct cost *c)
{
	return r->lifecycle == WORKER_PER_TASK && !r->grid && isfinite(c->make_s.value) &&
	       isfinite(c->switch_s.value);
}

/* beyond doubt: also false where there are no intervals */
static bool
is_less(const struct estimate *a, const struct estimate *b)
{
	return a->high < b->low;
}

/* what the others cost, as multiples of the one that costs least, if both times are separated */
static bool
write_ratios(const struct drawing *d, const struct cost *least, const struct cost *other, FILE *out)
{
	char subject[64];

	if (!is_less(&least->make_s, &other->make_s) ||
	    !is_less(&least->switch_s, &other->switch_s))
		return false;
	snprintf(subject, sizeof subject, "cost/%s/%s", least->runner, other->runner);
	fprintf(out,
	        "A %s is %s cheaper to make than a %s, and %s to switch to",
	        least->runner,
	        say(d->figures,
	            subject,
	            "make",
	            FIGURE_RATIO,
	            other->make_s.value / least->make_s.value),
	        other->runner,
	        say(d->figures,
	            subject,
	            "switch",
	            FIGURE_RATIO,
	            other->switch_s.value / least->switch_s.value));
	return true;
}

static void
write_times(const struct drawing *d, FILE *out)
{
	int said = 0;

	for (const struct runner *const *r = runners; *r; r++) {
		struct cost c = cost_find(d->summary, *r);

		if (!is_said(*r, &c))
			continue;
		fprintf(out,
		        "%s %s takes %s to make",
		        said++ ? "; a" : "A",
		        c.runner,
		        cost_say_time(d, c.runner, "make", &c.make_s));
		fprintf(out,
		        " and %s to switch to",
		        cost_say_time(d, c.runner, "switch", &c.switch_s));
	}
	if (!said)
		fprintf(out, "A task takes as long as its model needs");
}

/* the one that costs least beside the thread, or beside the first that there is */
void
cost_finding(const struct drawing *d, FILE *out)
{
	struct cost least = {.runner = NULL};
	struct cost other = {.runner = NULL};

	for (const struct runner *const *r = runners; *r; r++) {
		struct cost c = cost_find(d->summary, *r);

		if (is_said(*r, &c) && (!least.runner || c.make_s.value < least.make_s.value))
			least = c;
	}
	for (const struct runner *const *r = runners; least.runner && *r; r++) {
		struct cost c = cost_find(d->summary, *r);

		if (is_said(*r, &c) && strcmp(c.runner, least.runner) != 0 &&
		    (!other.runner || strcmp(c.runner, "thread") == 0))
			other = c;
	}
	if (!other.runner || !write_ratios(d, &least, &other, out))
		write_times(d, out);
}
