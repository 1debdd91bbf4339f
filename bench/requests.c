#include "bench/requests.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/cell.h"
#include "bench/record.h"
#include "bench/statistics.h"
#include "workloads/request_log.h"

/* more would show no more in a chart */
enum { SAMPLES_MAX = 20000 };

/* a percentile needs so many samples, or it is the maximum under another name */
static double
percentile_s(const double *sorted_ns, size_t n, unsigned per_cent)
{
	return n * (100 - per_cent) >= 100 ? quantile(sorted_ns, n, per_cent / 100.0) / 1e9
	                                   : (double)NAN;
}

/* evenly chosen, with the least and the greatest */
static json_t *
samples(const double *sorted_ns, size_t n)
{
	size_t count = n < SAMPLES_MAX ? n : SAMPLES_MAX;
	json_t *array = json_array();

	for (size_t k = 0; k < count; k++) {
		size_t at = count > 1 ? k * (n - 1) / (count - 1) : 0;

		json_array_append_new(array, json_integer((json_int_t)sorted_ns[at]));
	}
	return array;
}

static void
note(struct record *r, const struct request_log *log, json_t *events)
{
	uint64_t all = log->answered + log->unanswered;
	double *ns = calloc(log->kept + 1, sizeof *ns);

	r->requests = (double)log->answered;
	r->requests_unanswered = (double)log->unanswered;
	r->requests_per_s = (double)log->answered / ((double)log->measured_ns / 1e9);
	if (!ns)
		return;
	for (size_t k = 0; k < log->kept; k++)
		ns[k] = (double)log->latency_ns[k];
	values_sort(ns, log->kept);
	r->request_s = (struct request_latency){
		.mean = all ? (double)log->sum_ns / (double)all / 1e9 : (double)NAN,
		.p50 = percentile_s(ns, log->kept, 50),
		.p90 = percentile_s(ns, log->kept, 90),
		.p99 = percentile_s(ns, log->kept, 99),
		.max = all ? (double)log->most_ns / 1e9 : (double)NAN};
	if (events)
		json_object_set_new(events, "request_ns", samples(ns, log->kept));
	free(ns);
}

void
requests_note(struct record *r, const struct cell *cell, json_t *events)
{
	const struct workload *w = cell->workload;
	const struct request_log *log;

	if (r->status == STATUS_FAILED || !w->requests || !(log = w->requests(cell->values)))
		return;
	if (*log->reason) {
		r->status = STATUS_FAILED;
		snprintf(r->reason, sizeof r->reason, "%s", log->reason);
		return;
	}
	note(r, log, events);
}
