#include "bench/request_latency.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/events.h"
#include "bench/figures.h"
#include "bench/summary.h"

struct reading {
	const char *cell;
	struct distribution *ms;
	int status;
};

static void
take(void *argument, const char *cell, long round, json_t *events)
{
	struct reading *reading = argument;
	json_t *requests = json_object_get(events, "request_ns");
	size_t n = json_array_size(requests);
	double *ms;

	if (round == 0 || n == 0 || strcmp(cell, reading->cell) != 0)
		return;
	ms = calloc(n, sizeof *ms);
	for (size_t k = 0; ms && k < n; k++)
		ms[k] = json_number_value(json_array_get(requests, k)) / 1e6;
	if (!ms || distribution_add(reading->ms, ms, n) != 0)
		reading->status = -1;
	free(ms);
}

int
request_latency_read(const char *folder, const struct result *r, struct distribution *ms)
{
	struct reading reading = {r->planned->name, ms, 0};

	if (events_read(folder, take, &reading) != 0)
		return -1;
	if (reading.status != 0)
		errno = ENOMEM;
	distribution_sort(ms);
	return reading.status;
}

const char *
say_request_quantile(struct figures *f, const struct result *r, const struct distribution *ms,
                     int per_cent)
{
	char name[40];

	snprintf(name, sizeof name, "request p%d of all rounds", per_cent);
	return say(f,
	           r->planned->name,
	           name,
	           FIGURE_SECONDS,
	           distribution_quantile(ms, per_cent / 100.0) / 1e3);
}
