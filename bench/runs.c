/*
 * From raw records to one result a cell.
 */
#include "bench/runs.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/journal.h"
#include "bench/statistics.h"
#include "bench/summary.h"

/* the runs of a cell by round; missing ones have no checksum and no status to speak of */
struct runs {
	struct summary *summary;
	struct record *records; /* rounds + 1 for each cell */
	bool *there;
};

static struct record *
run_at(const struct runs *runs, size_t cell, size_t round)
{
	return &runs->records[cell * (runs->summary->plan.rounds + 1) + round];
}

static bool *
there_at(const struct runs *runs, size_t cell, size_t round)
{
	return &runs->there[cell * (runs->summary->plan.rounds + 1) + round];
}

static void
take(void *argument, json_t *line)
{
	struct runs *runs = argument;
	const struct plan *plan = &runs->summary->plan;
	const struct planned *p;
	struct record r;
	size_t cell;

	if (record_from_json(&r, line) != 0)
		return;
	record_free(&r); /* the plan knows the parameters */
	p = plan_find(plan, r.cell);
	if (!p || !(r.round >= 0 && r.round <= plan->rounds))
		return;
	cell = (size_t)(p - plan->cells);
	runs->summary->runs += !*there_at(runs, cell, (size_t)r.round);
	*there_at(runs, cell, (size_t)r.round) = true;
	*run_at(runs, cell, (size_t)r.round) = r;
	if (isfinite(r.process_wall_s) && isfinite(r.steal_s)) {
		runs->summary->wall_s += r.process_wall_s;
		runs->summary->steal_s += r.steal_s;
	}
}

static void
note_trouble(struct result *result, const struct record *r, double round)
{
	if (r->status == STATUS_OK || result->status != STATUS_OK)
		return;
	result->status = r->status;
	if (r->status == STATUS_SKIPPED) /* in every round, and for the same reason */
		snprintf(result->reason, sizeof result->reason, "%s", r->reason);
	else
		snprintf(result->reason,
		         sizeof result->reason,
		         "%.200s (round %.0f)",
		         r->reason,
		         round);
}

/* every run of a cell must come to the same */
static void
note_checksum(struct result *result, const struct record *r)
{
	const char *first = result->observed.checksum;

	if (result->status != STATUS_OK || !*first || strcmp(first, r->checksum) == 0)
		return;
	result->status = STATUS_INVALID;
	snprintf(result->reason,
	         sizeof result->reason,
	         "the checksum is %s in round 0 and %s in round %.0f",
	         first,
	         r->checksum,
	         r->round);
}

/* the numbers of a record that are worth a median, one after the other; NULL behind the last */
static double *
number(struct record *r, size_t k)
{
	double *const numbers[] = {
		&r->wall_s,         &r->startup_s,           &r->run_s,
		&r->teardown_s,     &r->cpu_user_s,          &r->cpu_system_s,
		&r->tasks_per_s,    &r->voluntary_switches,  &r->involuntary_switches,
		&r->block_reads,    &r->latency_s.p50,       &r->latency_s.p90,
		&r->latency_s.p99,  &r->latency_s.max,       &r->peak_concurrency,
		&r->requests,       &r->requests_unanswered, &r->requests_per_s,
		&r->request_s.mean, &r->request_s.p50,       &r->request_s.p90,
		&r->request_s.p99,  &r->request_s.max,       &r->process_wall_s};
	const size_t count = sizeof numbers / sizeof *numbers;

	if (k < count)
		return numbers[k];
	return k - count < OUTCOMES_MAX ? &r->outcomes[k - count].count : NULL;
}

static void
note_interval(struct result *result, size_t k, const double *values, size_t n)
{
	struct interval interval;

	if (median_interval(values, n, ALPHA, &interval) != 0)
		return;
	*number(&result->low, k) = interval.low;
	*number(&result->high, k) = interval.high;
}

static void
take_medians(struct result *result, const struct runs *runs, size_t cell)
{
	size_t rounds = result->planned->rounds;
	double *values = calloc(rounds + 1, sizeof *values);

	result->median = result->observed;
	record_init(&result->low);
	record_init(&result->high);
	for (size_t k = 0; values && result->rounds && number(&result->median, k); k++) {
		size_t n = 0;

		for (size_t round = 1; round <= rounds; round++)
			if (*there_at(runs, cell, round)) {
				double x = *number(run_at(runs, cell, round), k);

				if (isfinite(x))
					values[n++] = x;
			}
		*number(&result->median, k) = median(values, n);
		note_interval(result, k, values, n);
	}
	free(values);
}

static void
sum_outcomes(struct result *result, const struct record *r)
{
	for (size_t k = 0; k < OUTCOMES_MAX && *r->outcomes[k].name; k++) {
		result->outcomes[k].sum += r->outcomes[k].count;
		result->outcomes[k].rounds += r->outcomes[k].count > 0;
	}
}

static double
cpu_share(const struct record *r)
{
	return 100 * (r->cpu_user_s + r->cpu_system_s) / r->wall_s;
}

static int
summarise_cell(struct result *result, const struct runs *runs, size_t cell)
{
	const struct planned *p = result->planned;
	double *present = calloc(p->rounds + 1, sizeof *present);
	double *shares = calloc(p->rounds + 1, sizeof *shares);
	size_t n = 0;

	result->wall_s = calloc(p->rounds + 1, sizeof *result->wall_s);
	result->run_s = calloc(p->rounds + 1, sizeof *result->run_s);
	if (!present || !shares || !result->wall_s || !result->run_s) {
		free(present);
		free(shares);
		return -1;
	}
	record_init(&result->observed);
	if (*there_at(runs, cell, 0)) {
		result->observed = *run_at(runs, cell, 0);
		note_trouble(result, &result->observed, 0);
	}
	for (size_t round = 1; round <= p->rounds; round++) {
		const struct record *r = run_at(runs, cell, round);
		bool ok = *there_at(runs, cell, round) && r->status == STATUS_OK;

		if (*there_at(runs, cell, round)) {
			note_trouble(result, r, (double)round);
			note_checksum(result, r);
		}
		result->wall_s[round - 1] = ok ? r->process_wall_s : (double)NAN;
		result->run_s[round - 1] = ok ? r->run_s : (double)NAN;
		if (ok) {
			shares[n++] = cpu_share(r);
			sum_outcomes(result, r);
		}
		if (ok && isfinite(r->process_wall_s))
			present[result->rounds++] = r->process_wall_s;
	}
	if (median_interval(present, result->rounds, ALPHA, &result->wall) != 0)
		result->wall = (struct interval){(double)NAN, (double)NAN, 0, result->rounds};
	values_sort(shares, n);
	result->cpu_share = n ? quantile(shares, n, 0.75) : (double)NAN;
	take_medians(result, runs, cell);
	result->cpu_share_median = cpu_share(&result->median);
	free(present);
	free(shares);
	return 0;
}

int
runs_read(struct summary *s, const char *folder)
{
	size_t all = s->plan.count * (s->plan.rounds + 1);
	struct runs runs = {.summary = s,
	                    .records = calloc(all + 1, sizeof *runs.records),
	                    .there = calloc(all + 1, sizeof *runs.there)};
	char path[512];
	int status = -1;

	snprintf(path, sizeof path, "%s/runs.jsonl", folder);
	s->count = s->plan.count;
	s->results = calloc(s->count + 1, sizeof *s->results);
	if (runs.records && runs.there && s->results && journal_read(path, take, &runs) == 0)
		status = 0;
	for (size_t k = 0; status == 0 && k < s->count; k++) {
		s->results[k].planned = &s->plan.cells[k];
		s->runs_planned += s->plan.cells[k].rounds + 1;
		status = summarise_cell(&s->results[k], &runs, k);
	}
	free(runs.records);
	free(runs.there);
	return status;
}
