/*
 * Shared state: what goes wrong without a guard, and what each guard costs.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/lesson.h"
#include "bench/outcomes.h"
#include "bench/result.h"
#include "bench/row.h"
#include "bench/setting.h"
#include "bench/summary.h"

extern const struct chart chart_shared;

/* what a workload calls wrong, and of how many */
static const struct mistake {
	const char *workload, *wrong, *all;
	const char *words; /* "without a guard, so many of ..." */
} mistakes[] = {
	{"counter", "updates_lost", "updates", "of all updates are lost"},
	{"account", "accounts_overdrawn", "accounts", "of all accounts are overdrawn"},
	{"tickets", "oversold", "sold", "of all sales are of a ticket that was gone"},
};

enum { MISTAKES = sizeof mistakes / sizeof *mistakes };

static const struct mistake *
mistake_of(const struct result *r)
{
	for (size_t k = 0; k < MISTAKES; k++)
		if (strcmp(mistakes[k].workload, r->planned->cell.workload->name) == 0)
			return &mistakes[k];
	return NULL;
}

/* of a record of that cell, in per cent; nan if it is not known */
static double
wrong_share(const struct result *r, const struct record *record)
{
	const struct mistake *m = mistake_of(r);
	size_t wrong = m ? outcomes_place(r->median.outcomes, m->wrong) : OUTCOMES_MAX;
	size_t all = m ? outcomes_place(r->median.outcomes, m->all) : OUTCOMES_MAX;

	if (wrong == OUTCOMES_MAX || all == OUTCOMES_MAX)
		return (double)NAN;
	return 100 * record->outcomes[wrong].count / r->median.outcomes[all].count;
}

static bool
ever_wrong(const struct result *r)
{
	return r->outcomes[outcomes_place(r->median.outcomes, mistake_of(r)->wrong)].sum > 0;
}

static const char *
say_wrong(const struct drawing *d, const struct result *r)
{
	return say_interval(d->figures,
	                    r->planned->name,
	                    "share gone wrong",
	                    FIGURE_PERCENT,
	                    wrong_share(r, &r->median),
	                    wrong_share(r, &r->low),
	                    wrong_share(r, &r->high));
}

static bool
is_synced(const struct result *r, const char *sync)
{
	char text[24];

	return strcmp(setting_text(r->planned, "sync", text, sizeof text), sync) == 0;
}

static const struct result *
find(const struct lesson *lesson, const char *workload, const char *sync)
{
	for (size_t k = 0; k < lesson->count; k++) {
		const struct result *r = lesson->cells[k];

		if (strcmp(r->planned->cell.workload->name, workload) == 0 && is_synced(r, sync) &&
		    lesson_is_by(r, "thread") && isfinite(wrong_share(r, &r->median)))
			return r;
	}
	return NULL;
}

/* the first mistake that has a cell without a guard, and with one */
static const struct mistake *
first_pair(const struct lesson *lesson, const struct result **none, const struct result **mutex)
{
	for (size_t k = 0; k < MISTAKES; k++) {
		*none = find(lesson, mistakes[k].workload, "none");
		*mutex = find(lesson, mistakes[k].workload, "mutex");
		if (*none && *mutex)
			return &mistakes[k];
	}
	return NULL;
}

static bool
shared_possible(const struct summary *s)
{
	struct lesson lesson = lesson_find(s, FOR_SHARED);
	const struct result *none;
	const struct result *mutex;

	return first_pair(&lesson, &none, &mutex) != NULL;
}

static bool
guards_hold(const struct lesson *lesson)
{
	for (size_t k = 0; k < lesson->count; k++)
		if (mistake_of(lesson->cells[k]) && !is_synced(lesson->cells[k], "none") &&
		    ever_wrong(lesson->cells[k]))
			return false;
	return true;
}

static void
shared_finding(const struct drawing *d, FILE *out)
{
	struct lesson lesson = lesson_find(d->summary, FOR_SHARED);
	const struct result *none;
	const struct result *mutex;
	const struct mistake *m = first_pair(&lesson, &none, &mutex);
	struct comparison c = result_compare_runs(mutex, none, ALPHA);

	if (wrong_share(none, &none->low) > 0)
		fprintf(out,
		        "Without a guard, %s %s among threads; ",
		        say_wrong(d, none),
		        m->words);
	else
		fprintf(out,
		        "Without a guard, threads went wrong in %s of %s rounds; ",
		        say(d->figures,
		            none->planned->name,
		            "rounds gone wrong",
		            FIGURE_COUNT,
		            (double)none->outcomes[outcomes_place(none->median.outcomes, m->wrong)]
		                    .rounds),
		        say(d->figures,
		            none->planned->name,
		            "rounds",
		            FIGURE_COUNT,
		            (double)none->rounds));
	fputs(guards_hold(&lesson) ? "with any, nothing goes wrong"
	                           : "guards did not prevent all of it",
	      out);
	if (c.verdict == FASTER)
		fprintf(out,
		        ", and a mutex makes it take %s as long",
		        say_interval(d->figures,
		                     mutex->planned->name,
		                     "time over that without a guard",
		                     FIGURE_RATIO,
		                     c.ratio,
		                     c.interval.low,
		                     c.interval.high));
	else
		fprintf(out, "; that a mutex takes longer is not told here");
}

static void
write_row(const struct drawing *d, const struct result *r, int group, FILE *rows)
{
	char sync[24];

	fprintf(rows,
	        "%d\t%s\t%s\t%s\t%.6g\t%.6g\t%.6g\t%s\t%.6g\t%.6g\t%.6g\t%s\n",
	        group,
	        r->planned->cell.workload->name,
	        setting_text(r->planned, "sync", sync, sizeof sync),
	        result_runner(r),
	        wrong_share(r, &r->median),
	        wrong_share(r, &r->low),
	        wrong_share(r, &r->high),
	        say_wrong(d, r),
	        r->median.run_s * 1e3,
	        r->low.run_s * 1e3,
	        r->high.run_s * 1e3,
	        say_run(d->figures, r));
}

static int
shared_write(const struct drawing *d)
{
	struct lesson lesson = lesson_find(d->summary, FOR_SHARED);
	FILE *rows = chart_file(d, "shared.tsv");
	FILE *words =
		chart_words(d,
	                    &chart_shared,
	                    "Left: the share of updates lost, accounts overdrawn, or sales of a "
	                    "ticket that was gone. Right: the time it took, without start-up, on a "
	                    "log scale. Medians of rounds with 95 % intervals.");
	double low = (double)INFINITY;
	double high = 0;
	int groups = 0;
	const struct workload *before = NULL;

	if (!rows || !words)
		return -1;
	fprintf(rows,
	        "group\tgroup_label\tsync\trunner\twrong\twrong_low\twrong_high\twrong_text\ttime\t"
	        "time_low\ttime_high\ttime_text\n");
	for (size_t k = 0; k < lesson.count; k++) {
		const struct result *r = lesson.cells[k];

		if (!isfinite(wrong_share(r, &r->median)))
			continue;
		groups += r->planned->cell.workload != before;
		before = r->planned->cell.workload;
		write_row(d, r, groups - 1, rows);
		low = fmin(low, fmin(r->median.run_s, r->low.run_s));
		high = fmax(high, fmax(r->median.run_s, r->high.run_s));
	}
	fprintf(words,
	        "GROUPS = %d\nXMIN = %.6g\nXMAX = %.6g\n",
	        groups,
	        low * 0.7e3,
	        high * 2.5e3);
	return chart_done(rows) | chart_done(words);
}

const struct chart chart_shared = {
	.name = "shared",
	.heading = "Shared state",
	.alt = "for each guard of shared state: the share of what went wrong, and the time it took",
	.caveat =
		"That nothing went wrong in these rounds proves nothing of what has no guard; and "
		"how much does go wrong depends on how often tasks meet.",
	.possible = shared_possible,
	.finding = shared_finding,
	.write = shared_write,
};
