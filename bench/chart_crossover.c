/*
 * Wall time over the share of a task that is computing: where the winner
 * changes.
 */
#include <math.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/result.h"
#include "bench/row.h"
#include "bench/summary.h"
#include "runners/runner.h"

extern const struct chart chart_crossover;

enum { SHARES_MAX = 16 };

/* one share of computing, and who is fastest there */
struct station {
	double share;
	const struct result *fastest, *second;
	bool separated; /* by a single, paired 95 % interval */
};

struct path {
	struct station stations[SHARES_MAX];
	size_t count;
};

static bool
is_at(const struct result *r, double share)
{
	return r->planned->purposes & FOR_CROSSOVER && r->planned->share == share &&
	       r->status == STATUS_OK && r->rounds > 0;
}

static double
wall(const struct result *r)
{
	return r->median.process_wall_s;
}

static struct station
find_station(const struct summary *s, double share)
{
	struct station station = {.share = share};

	for (size_t k = 0; k < s->count; k++) {
		const struct result *r = &s->results[k];

		if (!is_at(r, share))
			continue;
		if (!station.fastest || wall(r) < wall(station.fastest)) {
			station.second = station.fastest;
			station.fastest = r;
		} else if (!station.second || wall(r) < wall(station.second))
			station.second = r;
	}
	station.separated =
		station.second &&
		result_compare(station.second, station.fastest, ALPHA).verdict == FASTER;
	return station;
}

static struct path
find_line(const struct summary *s)
{
	struct path line = {.count = 0};

	for (size_t k = 0; k < s->count && line.count < SHARES_MAX; k++) {
		double share = s->results[k].planned->share;
		size_t at = line.count;
		bool known = !(s->results[k].planned->purposes & FOR_CROSSOVER) || share <= 0;

		for (size_t n = 0; n < line.count; n++)
			known = known || line.stations[n].share == share;
		if (known)
			continue;
		for (line.count++; at > 0 && line.stations[at - 1].share > share; at--)
			line.stations[at] = line.stations[at - 1];
		line.stations[at] = find_station(s, share);
	}
	return line;
}

static bool
crossover_possible(const struct summary *s)
{
	struct path line = find_line(s);
	size_t whole = 0;

	for (size_t k = 0; k < line.count; k++)
		whole += line.stations[k].second != NULL;
	return whole >= 3 && whole == line.count;
}

static const char *
band_runner(const struct station *station)
{
	return station->separated ? result_runner(station->fastest) : "none";
}

static void
crossover_finding(const struct drawing *d, FILE *out)
{
	struct path line = find_line(d->summary);
	const struct station *first = &line.stations[0];
	const struct station *last = &line.stations[line.count - 1];
	const char *leader = band_runner(first);
	size_t until = 0;

	while (until + 1 < line.count && first->separated &&
	       strcmp(band_runner(&line.stations[until + 1]), leader) == 0)
		until++;
	if (!first->separated)
		fprintf(out, "No model is fastest while a task hardly computes");
	else
		fprintf(out,
		        "Fastest up to %s computing: %s",
		        say(d->figures,
		            "crossover",
		            "led until",
		            FIGURE_PERCENT,
		            line.stations[until].share),
		        leader);
	if (until + 1 == line.count)
		return;
	if (last->separated)
		fprintf(out, "; when a task does nothing else: %s", result_runner(last->fastest));
	else
		fprintf(out, "; when a task does nothing else: not separated");
}

/* a runner that was run at one share of many has no line */
static bool
is_everywhere(const struct summary *s, const struct path *path, const struct runner *runner)
{
	size_t found = 0;

	for (size_t k = 0; k < path->count * s->count; k++)
		found += s->results[k % s->count].planned->cell.runner == runner &&
		         is_at(&s->results[k % s->count], path->stations[k / s->count].share);
	return found == path->count;
}

static void
write_points(const struct summary *s, const struct path *path, FILE *out, double *low, double *high)
{
	fprintf(out, "runner\tshare\tmedian_ms\tlow_ms\thigh_ms\n");
	for (const struct runner *const *r = runners; *r; r++)
		for (size_t k = 0; is_everywhere(s, path, *r) && k < path->count * s->count; k++) {
			const struct result *result = &s->results[k % s->count];
			double share = path->stations[k / s->count].share;

			if (!is_at(result, share) || result->planned->cell.runner != *r)
				continue;
			fprintf(out,
			        "%s\t%g\t%.5f\t%.5f\t%.5f\n",
			        (*r)->name,
			        share,
			        wall(result) * 1e3,
			        result->wall.low * 1e3,
			        result->wall.high * 1e3);
			*low = fmin(*low, wall(result) * 1e3);
			*high = fmax(*high, wall(result) * 1e3);
		}
}

/* where the lines of two runners meet between two shares, on logarithmic scales */
static double
meeting(const struct summary *s, const struct station *a, const struct station *b)
{
	const struct result *at[2][2] = {{a->fastest, NULL}, {NULL, b->fastest}};
	double from;
	double to;

	for (size_t k = 0; k < s->count; k++) {
		const struct result *r = &s->results[k];

		if (is_at(r, a->share) && result_runner(r) == result_runner(b->fastest))
			at[0][1] = r;
		if (is_at(r, b->share) && result_runner(r) == result_runner(a->fastest))
			at[1][0] = r;
	}
	if (!at[0][1] || !at[1][0])
		return sqrt(a->share * b->share);
	from = log(wall(at[0][1]) / wall(at[0][0]));
	to = log(wall(at[1][0]) / wall(at[1][1]));
	return a->share * pow(b->share / a->share, from + to > 0 ? from / (from + to) : 0.5);
}

static void
write_bands(const struct drawing *d, const struct path *line, FILE *bands, FILE *lines)
{
	double from = line->stations[0].share;

	fprintf(bands, "from\tto\trunner\ttext\n");
	fprintf(lines, "share\tlow\thigh\n");
	for (size_t k = 0; k < line->count; k++) {
		const struct station *here = &line->stations[k];
		const struct station *next = k + 1 < line->count ? here + 1 : NULL;
		bool change = next && strcmp(band_runner(here), band_runner(next)) != 0;
		bool crossing = change && here->separated && next->separated;
		double to = !next      ? here->share
		            : crossing ? meeting(d->summary, here, next)
		                       : sqrt(here->share * next->share);

		if (crossing) {
			fprintf(lines, "%.5f\t%g\t%g\n", to, here->share, next->share);
			say_interval(d->figures,
			             "crossover",
			             result_runner(next->fastest),
			             FIGURE_PERCENT,
			             to,
			             here->share,
			             next->share);
		}
		if (!change && next)
			continue;
		fprintf(bands,
		        "%.5f\t%.5f\t%s\t%s%s\n",
		        from,
		        to,
		        band_runner(here),
		        here->separated ? band_runner(here) : "not separated",
		        here->separated ? " fastest" : "");
		from = to;
	}
}

static int
crossover_write(const struct drawing *d)
{
	struct path line = find_line(d->summary);
	FILE *points = chart_file(d, "crossover.tsv");
	FILE *bands = chart_file(d, "crossover-band.tsv");
	FILE *lines = chart_file(d, "crossover-line.tsv");
	FILE *words =
		chart_words(d,
	                    &chart_crossover,
	                    "Wall time of the same tasks, 2 ms each, while the share of computing "
	                    "in a task grows. Bands: 95 % intervals. Log scales.");
	double low = (double)INFINITY;
	double high = 0;

	if (!points || !bands || !lines || !words)
		return -1;
	write_points(d->summary, &line, points, &low, &high);
	write_bands(d, &line, bands, lines);
	fprintf(words,
	        "XMIN = %g\nXMAX = %g\nYMIN = %.4f\nYMAX = %.4f\n",
	        line.stations[0].share,
	        line.stations[line.count - 1].share,
	        low * 0.8,
	        high * 1.25);
	return chart_done(points) | chart_done(bands) | chart_done(lines) | chart_done(words);
}

const struct chart chart_crossover = {
	.name = "crossover",
	.heading = "From waiting to computing",
	.alt = "wall time over the share of a task that is computing, for each model",
	.caveat = "Where the lines cross depends on the length of a task and the number of CPUs; "
		  "single intervals, not corrected for their number.",
	.possible = crossover_possible,
	.finding = crossover_finding,
	.write = crossover_write,
};
