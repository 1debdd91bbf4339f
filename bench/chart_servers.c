/*
 * What the requests of servers take under each model: the middle one, and the slowest hundredth.
 */
#include <math.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/lesson.h"
#include "bench/result.h"
#include "bench/summary.h"

extern const struct chart chart_servers;

/* the tail, or of too few requests the slowest */
static double
slow_s(const struct record *r)
{
	return isfinite(r->request_s.p99) ? r->request_s.p99 : r->request_s.max;
}

static bool
has_requests(const struct result *r)
{
	return isfinite(r->median.request_s.p50) && isfinite(slow_s(&r->median));
}

static bool
servers_possible(const struct summary *s)
{
	struct lesson lesson = lesson_find(s, FOR_SERVERS);
	size_t cells = 0;

	for (size_t k = 0; k < lesson.count; k++)
		cells += has_requests(lesson.cells[k]);
	return cells > 1;
}

static const char *
say_middle(const struct drawing *d, const struct result *r)
{
	return say_interval(d->figures,
	                    r->planned->name,
	                    "middle request",
	                    FIGURE_SECONDS,
	                    r->median.request_s.p50,
	                    r->low.request_s.p50,
	                    r->high.request_s.p50);
}

static const char *
say_slow(const struct drawing *d, const struct result *r)
{
	return say_interval(d->figures,
	                    r->planned->name,
	                    isfinite(r->median.request_s.p99) ? "request p99" : "slowest request",
	                    FIGURE_SECONDS,
	                    slow_s(&r->median),
	                    slow_s(&r->low),
	                    slow_s(&r->high));
}

/* of the works whose models are surely apart, the one where they are so farthest: the least and the greatest tail */
struct spread {
	const struct result *quick, *slow;
};

static void
consider(struct spread *most, const struct result *quick, const struct result *slow)
{
	double apart = slow_s(&slow->median) / slow_s(&quick->median);

	if (slow_s(&slow->low) > slow_s(&quick->high) * (1 + THRESHOLD) &&
	    (!most->slow || apart > slow_s(&most->slow->median) / slow_s(&most->quick->median)))
		*most = (struct spread){quick, slow};
}

static struct spread
find_spread(const struct lesson *lesson)
{
	struct spread most = {NULL, NULL};

	for (size_t from = 0; from < lesson->count; from = lesson_work_end(lesson, from))
		for (size_t a = from; a < lesson_work_end(lesson, from); a++)
			for (size_t b = from; b < lesson_work_end(lesson, from); b++)
				if (has_requests(lesson->cells[a]) &&
				    has_requests(lesson->cells[b]))
					consider(&most, lesson->cells[a], lesson->cells[b]);
	return most;
}

static void
servers_finding(const struct drawing *d, FILE *out)
{
	struct lesson lesson = lesson_find(d->summary, FOR_SERVERS);
	struct spread most = find_spread(&lesson);

	if (!most.slow) {
		fprintf(out, "No model is separated from another by its slowest requests");
		return;
	}
	fprintf(out,
	        "The model decides the tail: of %s, the slowest requests take %s under %s, and %s "
	        "under %s",
	        most.slow->planned->work,
	        say_slow(d, most.quick),
	        result_runner(most.quick),
	        say_slow(d, most.slow),
	        result_runner(most.slow));
}

/* the files of the chart, and the range of all latencies in milliseconds */
struct files {
	FILE *rows;
	double low, high;
	int groups;
};

static void
write_row(const struct drawing *d, const struct result *r, struct files *f)
{
	double middle = r->median.request_s.p50 * 1e3;
	double slow = slow_s(&r->median) * 1e3;

	fprintf(f->rows,
	        "%d\t%s\t%s\t%zu\t%.6g\t%.6g\t%.6g\t%.6g\t%.6g\t%.6g\t%s\t%s\n",
	        f->groups,
	        r->planned->work,
	        result_runner(r),
	        r->planned->cell.runner->lifecycle == POOL ? r->planned->limit : 0,
	        middle,
	        r->low.request_s.p50 * 1e3,
	        r->high.request_s.p50 * 1e3,
	        slow,
	        slow_s(&r->low) * 1e3,
	        slow_s(&r->high) * 1e3,
	        say_middle(d, r),
	        say_slow(d, r));
	f->low = fmin(f->low, fmin(middle, r->low.request_s.p50 * 1e3));
	f->high = fmax(f->high, fmax(slow, slow_s(&r->high) * 1e3));
}

static int
servers_write(const struct drawing *d)
{
	struct lesson lesson = lesson_find(d->summary, FOR_SERVERS);
	struct files f = {chart_file(d, "servers.tsv"), (double)INFINITY, 0, 0};
	FILE *words = chart_words(
		d,
		&chart_servers,
		"Each request from when it was due until it was answered, on a log "
		"scale: the middle one (hollow), and where the slowest hundredth begins "
		"(full; of under 100 requests, the slowest). Medians of rounds with "
		"95 % intervals.");

	if (!f.rows || !words)
		return -1;
	fprintf(f.rows,
	        "group\tgroup_label\trunner\tpool\tmiddle\tmiddle_low\tmiddle_high\tslow\tslow_"
	        "low\tslow_high\tmiddle_text\tslow_text\n");
	for (size_t k = 0; k < lesson.count;) {
		size_t end = lesson_work_end(&lesson, k);

		for (; k < end; k++)
			if (has_requests(lesson.cells[k]))
				write_row(d, lesson.cells[k], &f);
		f.groups++;
	}
	fprintf(words,
	        "GROUPS = %d\nXMIN = %.6g\nXMAX = %.6g\n",
	        f.groups,
	        f.low * 0.6,
	        f.high * 3);
	return chart_done(f.rows) | chart_done(words);
}

const struct chart chart_servers = {
	.name = "servers",
	.heading = "Servers",
	.alt = "for each server, what the middle and the slowest requests take under every model",
	.caveat = "Clients and server share this machine's CPUs, and no network lies between.",
	.possible = servers_possible,
	.finding = servers_finding,
	.write = servers_write,
};
