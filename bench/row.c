/*
 * The verdict table: who wins each row, and who is not separated from the winner.
 */
#include "bench/row.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures.h"
#include "bench/result.h"
#include "bench/statistics.h"
#include "bench/summary.h"

/* The rounds that both have, other's behind base's, each in room for most. How many. */
static size_t
pair(const double *base, const double *other, size_t most, double *both)
{
	size_t n = 0;

	for (size_t k = 0; k < most; k++)
		if (isfinite(base[k]) && isfinite(other[k])) {
			both[n] = base[k];
			both[most + n++] = other[k];
		}
	return n;
}

static bool
is_comparable(const struct result *r)
{
	return r && r->status == STATUS_OK;
}

/* what cannot be compared */
static const struct comparison nothing = {.ratio = (double)NAN,
                                          .interval = {.low = (double)NAN, .high = (double)NAN}};

/* base and other by round; the arrays of cells that are comparable */
static struct comparison
compare(const struct result *base, const double *base_s, const struct result *other,
        const double *other_s, double alpha)
{
	struct comparison comparison = nothing;
	size_t most = base->planned->rounds < other->planned->rounds ? base->planned->rounds
	                                                             : other->planned->rounds;
	double *both = calloc(2 * most + 1, sizeof *both);
	size_t n = both ? pair(base_s, other_s, most, both) : 0;

	if (n > 0)
		compare_paired(both, both + most, n, alpha, THRESHOLD, &comparison);
	free(both);
	return comparison;
}

struct comparison
result_compare(const struct result *base, const struct result *other, double alpha)
{
	if (!is_comparable(base) || !is_comparable(other))
		return nothing;
	return compare(base, base->wall_s, other, other->wall_s, alpha);
}

struct comparison
result_compare_runs(const struct result *base, const struct result *other, double alpha)
{
	if (!is_comparable(base) || !is_comparable(other))
		return nothing;
	return compare(base, base->run_s, other, other->run_s, alpha);
}

static void
judge_row(const struct summary *s, struct row *row)
{
	size_t rounds = s->plan.rounds;
	double *times = calloc(row->count * rounds + 1, sizeof *times);
	struct contest contest = {.times = times, .runners = row->count};

	for (size_t round = 0; times && round < rounds; round++) {
		bool whole = true;

		for (size_t c = 0; c < row->count; c++)
			whole = whole && round < row->cells[c]->planned->rounds &&
			        isfinite(row->cells[c]->wall_s[round]);
		for (size_t c = 0; whole && c < row->count; c++)
			times[c * rounds + contest.rounds] = row->cells[c]->wall_s[round];
		contest.rounds += whole;
	}
	for (size_t c = 0; times && c < row->count; c++)
		memmove(times + c * contest.rounds,
		        times + c * rounds,
		        contest.rounds * sizeof *times);
	row->judged = times && row->count > 1 && contest.rounds >= rounds_needed(s->level) &&
	              contest_judge(&contest, ALPHA, s->contenders, THRESHOLD, &row->winner) == 0;
	free(times);
}

/* the first of a row, and all that it is not faster than at the level of the whole table */
static void
find_leaders(const struct summary *s, struct row *row)
{
	const struct result *first = row->cells[row->winner.first];

	for (size_t c = 0; row->judged && c < row->count; c++) {
		struct comparison lead = result_compare(row->cells[c], first, s->level);

		row->leads[c] = c == row->winner.first || lead.verdict != FASTER;
	}
}

static void
find_nature(struct row *row)
{
	row->cpu_share = row->serial ? fmin(100, row->serial->cpu_share) : (double)NAN;
	row->nature = !row->serial           ? UNKNOWN
	              : row->cpu_share >= 75 ? COMPUTES
	              : row->cpu_share <= 25 ? WAITS
	                                     : BOTH;
}

static struct row *
row_of(struct summary *s, const struct planned *p)
{
	struct row *row;

	for (size_t k = 0; k < s->row_count; k++)
		if (s->rows[k].work && strcmp(s->rows[k].work, p->work) == 0 &&
		    s->rows[k].limit == p->limit)
			return &s->rows[k];
	row = &s->rows[s->row_count++];
	*row = (struct row){.work = p->work, .limit = p->limit, .bound = p->cell.workload->bound};
	row->serial = summary_find(s, p->work, 1, "serial");
	if (row->serial && (row->serial->status != STATUS_OK || !row->serial->rounds))
		row->serial = NULL;
	if (row->serial)
		row->cells[row->count++] = row->serial;
	return row;
}

static void
name_rows(struct summary *s)
{
	for (size_t a = 0; a < s->row_count; a++) {
		bool alone = true;

		for (size_t b = 0; b < s->row_count; b++)
			alone = alone && (a == b || strcmp(s->rows[a].work, s->rows[b].work) != 0);
		snprintf(s->rows[a].name,
		         sizeof s->rows[a].name,
		         alone ? "%s" : "%s@%zu",
		         s->rows[a].work,
		         s->rows[a].limit);
	}
}

int
rows_make(struct summary *s)
{
	s->rows = calloc(s->count + 1, sizeof *s->rows);
	if (!s->rows)
		return -1;
	for (size_t k = 0; k < s->count; k++) {
		const struct planned *p = s->results[k].planned;
		struct row *row;

		if (!(p->purposes & FOR_VERDICT) || p->cell.runner->lifecycle == ONE_WORKER)
			continue;
		row = row_of(s, p);
		if (s->results[k].status == STATUS_OK && s->results[k].rounds &&
		    row->count < ROW_MAX)
			row->cells[row->count++] = &s->results[k];
	}
	for (size_t k = 0; k < s->row_count; k++)
		s->contenders += s->rows[k].count > 1 ? s->rows[k].count : 0;
	s->level = contest_level(ALPHA, s->contenders ? s->contenders : 1);
	for (size_t k = 0; k < s->row_count; k++) {
		judge_row(s, &s->rows[k]);
		find_leaders(s, &s->rows[k]);
		find_nature(&s->rows[k]);
	}
	name_rows(s);
	return 0;
}

size_t
row_leaders(const struct row *row)
{
	size_t leaders = 0;

	for (size_t c = 0; c < row->count; c++)
		leaders += row->leads[c];
	return leaders;
}

bool
row_is_equal(const struct row *row)
{
	return row_leaders(row) == 2 && row->leads[row->winner.second] &&
	       row->winner.comparison.verdict == EQUAL;
}

void
row_verdict(const struct row *row, struct figures *f, FILE *out)
{
	const struct winner *w = &row->winner;
	const char *first = row->judged ? result_runner(row->cells[w->first]) : NULL;

	if (!row->judged) {
		fputs(row->count > 1 ? "too few rounds to judge" : "nothing to compare", out);
		return;
	}
	if (w->claimed) {
		fprintf(out,
		        "%s, %s ahead of %s",
		        first,
		        say_interval(f,
		                     row->name,
		                     "lead",
		                     FIGURE_RATIO,
		                     w->comparison.ratio,
		                     w->comparison.interval.low,
		                     w->comparison.interval.high),
		        result_runner(row->cells[w->second]));
		return;
	}
	if (row_is_equal(row))
		fprintf(out,
		        "equal within %s: %s",
		        say(f, "method", "threshold", FIGURE_PERCENT, 100 * THRESHOLD),
		        first);
	else
		fprintf(out, "not separated: %s", first);
	for (size_t c = 0; c < row->count; c++)
		if (row->leads[c] && c != w->first)
			fprintf(out, ", %s", result_runner(row->cells[c]));
}

bool
rows_comparable(const struct summary *s)
{
	for (size_t k = 0; k < s->row_count; k++)
		if (s->rows[k].count > 1)
			return true;
	return false;
}
