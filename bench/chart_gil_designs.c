/*
 * The designs of a lock side by side, on computing and on requests beside it,
 * with CPython's own.
 */
#include <math.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/gil_line.h"
#include "bench/result.h"
#include "bench/speedup.h"
#include "bench/summary.h"
#include "runners/gil/design.h"

extern const struct chart chart_gil_designs;

enum { PLACES = 3, ROWS_MAX = 16 };

static const double workers[PLACES] = {2, 4, 8};
static const double hogs[PLACES - 1] = {1, 2};

/* a design, or CPython itself, at both kinds of work; what is missing is NULL */
struct design {
	const char *name, *summary;
	const struct result *computing[PLACES];
	const struct result *requests[PLACES - 1];
	bool seen;
};

static struct design
find(const struct summary *s, const char *name, const char *summary, bool python)
{
	struct design d = {.name = name, .summary = summary};
	const char *variant = python || strcmp(name, "cpython") == 0 ? "5ms" : name;
	const char *pool = python ? "python-thread-pool" : "gil-thread-pool";
	const char *thread = python ? "python-thread" : "gil-thread";

	for (size_t k = 0; k < PLACES; k++) {
		const struct result *r = gil_cell(s,
		                                  python ? FOR_GIL_SCALING : FOR_GIL_DESIGNS,
		                                  pool,
		                                  python ? variant : name,
		                                  ALONG_LIMIT,
		                                  workers[k]);

		d.computing[k] = r && isfinite(run_slowdown(s, r).ratio) ? r : NULL;
		d.seen = d.seen || d.computing[k];
	}
	for (size_t k = 0; k + 1 < PLACES; k++) {
		const struct result *r = gil_cell(
			s, FOR_CONVOY | FOR_GIL_DESIGNS, thread, variant, ALONG_HOGS, hogs[k]);

		d.requests[k] = r && isfinite(r->median.requests_per_s) ? r : NULL;
		d.seen = d.seen || d.requests[k];
	}
	return d;
}

/* every design that was measured, CPython itself behind its emulation */
static size_t
find_all(const struct summary *s, struct design *all)
{
	size_t count = 0;

	for (const struct gil_design *const *g = gil_designs; *g && count + 2 <= ROWS_MAX; g++) {
		all[count] = find(s, (*g)->name, (*g)->summary, false);
		count += all[count].seen;
		if (g != gil_designs)
			continue;
		all[count] = find(s, "CPython itself", "the real lock, for comparison", true);
		count += all[count].seen;
	}
	return count;
}

static const struct design *
named(const struct design *all, size_t count, const char *name)
{
	for (size_t k = 0; k < count; k++)
		if (strcmp(all[k].name, name) == 0)
			return &all[k];
	return NULL;
}

static bool
gil_designs_possible(const struct summary *s)
{
	struct design all[ROWS_MAX];
	size_t count = find_all(s, all);
	const struct design *cpython = named(all, count, "cpython");
	size_t others = 0;

	for (size_t k = 0; k < count; k++)
		others += all[k].computing[PLACES - 1] && all[k].requests[0] && &all[k] != cpython;
	return cpython && cpython->computing[PLACES - 1] && cpython->requests[0] && others > 0;
}

static const char *
say_rate(const struct drawing *d, const struct result *r)
{
	return say_interval(d->figures,
	                    r->planned->name,
	                    "requests",
	                    FIGURE_RATE,
	                    r->median.requests_per_s,
	                    r->low.requests_per_s,
	                    r->high.requests_per_s);
}

/* the design with a lock that answers most beside one hog, but for CPython's */
static const struct design *
most_answering(const struct design *all, size_t count)
{
	const struct design *best = NULL;

	for (size_t k = 0; k < count; k++) {
		const struct result *r = all[k].requests[0];

		if (!r || !all[k].computing[PLACES - 1] || strcmp(all[k].name, "off") == 0 ||
		    runner_is_python(result_runner(r)))
			continue;
		if (!best || r->median.requests_per_s > best->requests[0]->median.requests_per_s)
			best = &all[k];
	}
	return best;
}

static void
gil_designs_finding(const struct drawing *d, FILE *out)
{
	struct design all[ROWS_MAX];
	size_t count = find_all(d->summary, all);
	const struct design *cpython = named(all, count, "cpython");
	const struct design *other = most_answering(all, count);

	fprintf(out,
	        "Requests beside one computing thread: %s under %s's lock",
	        say_rate(d, cpython->requests[0]),
	        cpython->name);
	if (other != cpython)
		fprintf(out, ", %s under %s's", say_rate(d, other->requests[0]), other->name);
	fprintf(out,
	        "; %.0f threads compute in %s",
	        workers[PLACES - 1],
	        say_run_slowdown(d->figures, d->summary, cpython->computing[PLACES - 1]));
	if (other != cpython)
		fprintf(out,
		        " and %s",
		        say_run_slowdown(d->figures, d->summary, other->computing[PLACES - 1]));
	fprintf(out, " serial's time");
}

struct files {
	FILE *rows, *computing, *requests;
	double slow_low, slow_high, rate_low, rate_high;
};

static void
write_computing(const struct drawing *d, size_t row, const struct design *design, struct files *f)
{
	for (size_t k = 0; k < PLACES; k++) {
		const struct result *r = design->computing[k];
		struct comparison c;

		if (!r)
			continue;
		c = run_slowdown(d->summary, r);
		fprintf(f->computing,
		        "%zu\t%s\t%g\t%.6g\t%.6g\t%.6g\t%s\n",
		        row,
		        result_runner(r),
		        workers[k],
		        c.ratio,
		        c.interval.low,
		        c.interval.high,
		        say_run_slowdown(d->figures, d->summary, r));
		f->slow_low = fmin(f->slow_low, fmin(c.ratio, c.interval.low));
		f->slow_high = fmax(f->slow_high, fmax(c.ratio, c.interval.high));
	}
}

static void
write_requests(const struct drawing *d, size_t row, const struct design *design, struct files *f)
{
	for (size_t k = 0; k + 1 < PLACES; k++) {
		const struct result *r = design->requests[k];
		double low;

		if (!r)
			continue;
		low = fmin(r->median.requests_per_s, r->low.requests_per_s);
		fprintf(f->requests,
		        "%zu\t%s\t%g\t%.6g\t%.6g\t%.6g\t%s\n",
		        row,
		        result_runner(r),
		        hogs[k],
		        r->median.requests_per_s,
		        r->low.requests_per_s,
		        r->high.requests_per_s,
		        say_rate(d, r));
		f->rate_low = fmin(f->rate_low, fmax(low, 0.1));
		f->rate_high =
			fmax(f->rate_high, fmax(r->median.requests_per_s, r->high.requests_per_s));
	}
}

static int
gil_designs_write(const struct drawing *d)
{
	struct files f = {chart_file(d, "gil_designs-row.tsv"),
	                  chart_file(d, "gil_designs.tsv"),
	                  chart_file(d, "gil_designs-request.tsv"),
	                  0.9,
	                  1.1,
	                  10,
	                  100};
	FILE *words =
		chart_words(d,
	                    &chart_gil_designs,
	                    "Left: time of the same computing over serial's. Right: requests "
	                    "answered beside threads that only compute (hogs). Medians of rounds "
	                    "with 95 % intervals; log scales.");
	struct design all[ROWS_MAX];
	size_t count = find_all(d->summary, all);

	if (!f.rows || !f.computing || !f.requests || !words)
		return -1;
	fprintf(f.rows, "row\trunner\tname\tsummary\n");
	fprintf(f.computing, "row\trunner\tworkers\tslowdown\tlow\thigh\ttext\n");
	fprintf(f.requests, "row\trunner\thogs\trequests\tlow\thigh\ttext\n");
	for (size_t k = 0; k < count; k++) {
		const struct result *r =
			all[k].computing[0] ? all[k].computing[0] : all[k].requests[0];

		fprintf(f.rows,
		        "%zu\t%s\t%s\t%s\n",
		        k,
		        r ? result_runner(r) : "gil-thread-pool",
		        all[k].name,
		        all[k].summary);
		write_computing(d, k, &all[k], &f);
		write_requests(d, k, &all[k], &f);
	}
	fprintf(words,
	        "WORKERS = '2 4 8'\nHOGS = '1 2'\nSLOW_MIN = %.5g\nSLOW_MAX = %.5g\n"
	        "REQUEST_MIN = %.5g\nREQUEST_MAX = %.5g\n",
	        f.slow_low * 0.9,
	        f.slow_high * 1.3,
	        f.rate_low * 0.6,
	        f.rate_high * 2);
	return chart_done(f.rows) | chart_done(f.computing) | chart_done(f.requests) |
	       chart_done(words);
}

const struct chart chart_gil_designs = {
	.name = "gil_designs",
	.heading = "Designs of the lock",
	.alt = "for each design of the lock: the time of computing by several threads, and the "
	       "requests answered beside threads that compute",
	.caveat = "The designs are emulated, in C; only the first has a real one beside it here.",
	.possible = gil_designs_possible,
	.finding = gil_designs_finding,
	.write = gil_designs_write,
};
