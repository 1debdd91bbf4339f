/*
 * A crawler in stages: how many pages to fetch at a time, how many workers to give to each stage of a
 * pipeline, and whether to parse after all pages have come or as each does.
 */
#include <math.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/lesson.h"
#include "bench/outcomes.h"
#include "bench/result.h"
#include "bench/row.h"
#include "bench/setting.h"
#include "bench/summary.h"

extern const struct chart chart_pipelines;

/* of a record of that cell; nan if it is not known */
static double
outcome(const struct record *record, const struct result *r, const char *name)
{
	size_t place = outcomes_place(r->median.outcomes, name);

	return place < OUTCOMES_MAX ? record->outcomes[place].count : (double)NAN;
}

/* pages a second, with what is left of the interval */
struct rate {
	double middle, low, high;
	const char *text;
};

static struct rate
rate_of(const struct drawing *d, const struct result *r, const char *pages)
{
	double n = outcome(&r->median, r, pages);
	struct rate rate = {n / r->median.run_s, n / r->high.run_s, n / r->low.run_s, .text = NULL};

	rate.text = say_interval(d->figures,
	                         r->planned->name,
	                         "pages a second",
	                         FIGURE_RATE,
	                         rate.middle,
	                         rate.low,
	                         rate.high);
	return rate;
}

/* the cell of least median time by the runner that comes first */
static const struct result *
quickest(const struct lesson *lesson)
{
	const struct result *best = NULL;

	for (size_t k = 0; k < lesson->count; k++) {
		const struct result *r = lesson->cells[k];

		if (lesson_is_by(r, result_runner(lesson->cells[0])) &&
		    (!best || r->median.run_s < best->median.run_s))
			best = r;
	}
	return best;
}

/* of that runner's cells, the one of the least --limit that the quickest does not surely beat */
static const struct result *
optimum(const struct lesson *lesson)
{
	const struct result *best = quickest(lesson);
	const struct result *least = best;

	for (size_t k = 0; k < lesson->count; k++) {
		const struct result *r = lesson->cells[k];

		if (strcmp(result_runner(r), result_runner(best)) == 0 &&
		    setting_number(r->planned, "limit") < setting_number(least->planned, "limit") &&
		    result_compare_runs(r, best, ALPHA).verdict != FASTER)
			least = r;
	}
	return least;
}

static const struct result *
parsed_when(const struct lesson *lesson, const char *when)
{
	char text[24];

	for (size_t k = 0; k < lesson->count; k++) {
		const struct planned *p = lesson->cells[k]->planned;

		if (lesson_is_by(lesson->cells[k], result_runner(lesson->cells[0])) &&
		    strcmp(setting_text(p, "when", text, sizeof text), when) == 0)
			return lesson->cells[k];
	}
	return NULL;
}

static bool
pipelines_possible(const struct summary *s)
{
	struct lesson crawl = lesson_find(s, FOR_CRAWL);
	struct lesson widths = lesson_find(s, FOR_PIPELINE);
	struct lesson parse = lesson_find(s, FOR_PARSE);

	return crawl.count > 1 && widths.count > 1 && parsed_when(&parse, "after") &&
	       parsed_when(&parse, "callback");
}

/* when pages were parsed: "first", in the "mean", or "last" */
static const char *
say_parsed(const struct drawing *d, const struct result *r, const char *page)
{
	char which[24];
	char figure[32];

	snprintf(which, sizeof which, "%s_parsed_us", page);
	snprintf(figure, sizeof figure, "%s page parsed", page);
	return say_interval(d->figures,
	                    r->planned->name,
	                    figure,
	                    FIGURE_SECONDS,
	                    outcome(&r->median, r, which) / 1e6,
	                    outcome(&r->low, r, which) / 1e6,
	                    outcome(&r->high, r, which) / 1e6);
}

static void
parse_finding(const struct drawing *d, FILE *out)
{
	static const char mean[] = "mean_parsed_us";
	struct lesson parse = lesson_find(d->summary, FOR_PARSE);
	const struct result *after = parsed_when(&parse, "after");
	const struct result *callback = parsed_when(&parse, "callback");

	if (outcome(&callback->high, callback, mean) < outcome(&after->low, after, mean))
		fprintf(out,
		        "parsed by callback, a page is done after %s in the mean, and after %s if "
		        "parsing waits for all",
		        say_parsed(d, callback, "mean"),
		        say_parsed(d, after, "mean"));
	else
		fprintf(out, "that callbacks parse pages sooner is not told here");
}

static void
pipelines_finding(const struct drawing *d, FILE *out)
{
	struct lesson crawl = lesson_find(d->summary, FOR_CRAWL);
	const struct result *best = optimum(&crawl);

	fprintf(out,
	        "A crawl by %s gains nothing that shows beyond %s pages at a time; ",
	        result_runner(best),
	        say(d->figures,
	            "crawl",
	            "best limit",
	            FIGURE_COUNT,
	            setting_number(best->planned, "limit")));
	parse_finding(d, out);
}

static FILE *
rates_open(const struct drawing *d, const char *name)
{
	FILE *rows = chart_file(d, name);

	if (rows)
		fprintf(rows, "runner\tplace\tlabel\trate\tlow\thigh\ttext\n");
	return rows;
}

static void
write_rate(const struct result *r, double place, const char *label, const struct rate *rate,
           FILE *rows)
{
	fprintf(rows,
	        "%s\t%g\t%s\t%.6g\t%.6g\t%.6g\t%s\n",
	        result_runner(r),
	        place,
	        label,
	        rate->middle,
	        rate->low,
	        rate->high,
	        rate->text);
}

static int
write_crawl(const struct drawing *d)
{
	struct lesson lesson = lesson_find(d->summary, FOR_CRAWL);
	FILE *rows = rates_open(d, "pipelines-crawl.tsv");

	if (!rows)
		return -1;
	for (size_t k = 0; k < lesson.count; k++) {
		const struct result *r = lesson.cells[k];
		struct rate rate = rate_of(d, r, "pages");
		char limit[24];

		setting_text(r->planned, "limit", limit, sizeof limit);
		write_rate(r, setting_number(r->planned, "limit"), limit, &rate, rows);
	}
	return chart_done(rows);
}

/* the works are in the order of their stages' widths, and all have the same runners */
static int
write_widths(const struct drawing *d)
{
	struct lesson lesson = lesson_find(d->summary, FOR_PIPELINE);
	FILE *rows = rates_open(d, "pipelines-widths.tsv");
	int place = 0;

	if (!rows)
		return -1;
	for (size_t k = 0; k < lesson.count; place++) {
		size_t end = lesson_work_end(&lesson, k);

		for (; k < end; k++) {
			const struct result *r = lesson.cells[k];
			struct rate rate = rate_of(d, r, "pages_put_out");
			double fetchers = setting_number(r->planned, "fetchers");
			char label[40];

			snprintf(label,
			         sizeof label,
			         "%g + %g",
			         fetchers,
			         (double)r->planned->limit - fetchers - 1);
			write_rate(r, place, label, &rate, rows);
		}
	}
	return chart_done(rows);
}

static int
write_parse(const struct drawing *d)
{
	struct lesson lesson = lesson_find(d->summary, FOR_PARSE);
	FILE *rows = chart_file(d, "pipelines-parse.tsv");

	if (!rows)
		return -1;
	fprintf(rows, "when\trunner\tfirst\tmean\tmean_low\tmean_high\tlast\ttext\n");
	for (size_t k = 0; k < lesson.count; k++) {
		const struct result *r = lesson.cells[k];
		char when[24];

		fprintf(rows,
		        "%s\t%s\t%.6g\t%.6g\t%.6g\t%.6g\t%.6g\t%s to %s, mean %s\n",
		        setting_text(r->planned, "when", when, sizeof when),
		        result_runner(r),
		        outcome(&r->median, r, "first_parsed_us") / 1e3,
		        outcome(&r->median, r, "mean_parsed_us") / 1e3,
		        outcome(&r->low, r, "mean_parsed_us") / 1e3,
		        outcome(&r->high, r, "mean_parsed_us") / 1e3,
		        outcome(&r->median, r, "last_parsed_us") / 1e3,
		        say_parsed(d, r, "first"),
		        say_parsed(d, r, "last"),
		        say_parsed(d, r, "mean"));
	}
	return chart_done(rows);
}

static int
pipelines_write(const struct drawing *d)
{
	FILE *words = chart_words(d,
	                          &chart_pipelines,
	                          "Pages a second, without start-up, and when pages were parsed: "
	                          "medians of rounds with 95 % intervals.");

	return words ? chart_done(words) | write_crawl(d) | write_widths(d) | write_parse(d) : -1;
}

const struct chart chart_pipelines = {
	.name = "pipelines",
	.heading = "Pipelines",
	.alt = "pages a second by how many are fetched at a time, and by the widths of a "
	       "pipeline's "
	       "stages; when pages are parsed, by three ways to do it",
	.caveat = "The site is ours, on this machine: it answers 20 of the crawl's pages at a "
		  "time, and "
		  "as many of the others' as are asked for. Yours has a limit of its own.",
	.possible = pipelines_possible,
	.finding = pipelines_finding,
	.write = pipelines_write,
};
