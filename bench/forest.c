#include "bench/forest.h"

#include <math.h>

#include "bench/chart.h"
#include "bench/result.h"

int
forest_begin(struct forest *f, const struct drawing *d, const struct chart *chart,
             const char *subtitle)
{
	char name[64];

	snprintf(name, sizeof name, "%s.tsv", chart->name);
	*f = (struct forest){
		chart_file(d, name), chart_words(d, chart, subtitle), .low = 0.9, .high = 1.2};
	if (!f->rows || !f->words)
		return -1;
	fprintf(f->rows, "group\tgroup_label\trunner\tratio\tlow\thigh\tserial_text\tratio_text\n");
	return 0;
}

void
forest_row(struct forest *f, const char *group, const char *serial, const struct result *r,
           const struct comparison *c, const char *text)
{
	fprintf(f->rows,
	        "%d\t%s\t%s\t%.6f\t%.6f\t%.6f\t%s\t%s\n",
	        f->groups,
	        group,
	        result_runner(r),
	        c->ratio,
	        c->interval.low,
	        c->interval.high,
	        serial,
	        text);
	if (!isfinite(c->ratio))
		return;
	f->low = fmin(f->low, isfinite(c->interval.low) ? c->interval.low : c->ratio);
	f->high = fmax(f->high, isfinite(c->interval.high) ? c->interval.high : c->ratio);
}

void
forest_next(struct forest *f)
{
	f->groups++;
}

int
forest_end(struct forest *f)
{
	fprintf(f->words,
	        "GROUPS = %d\nXMIN = %.4f\nXMAX = %.4f\n",
	        f->groups,
	        f->low * 0.8,
	        f->high * 1.5);
	return chart_done(f->rows) | chart_done(f->words);
}
