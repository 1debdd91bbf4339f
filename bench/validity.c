#include "bench/validity.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/cell.h"
#include "bench/record.h"
#include "bench/statistics.h"

__attribute__((format(printf, 2, 3))) static void
invalid(struct record *r, const char *format, ...)
{
	va_list arguments;

	if (r->status != STATUS_OK)
		return;
	r->status = STATUS_INVALID;
	va_start(arguments, format);
	vsnprintf(r->reason, sizeof r->reason, format, arguments);
	va_end(arguments);
}

/* of indices and results together, so that two swapped results are seen; order does not matter */
static void
note_checksum(struct record *r, const struct tally *t)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < t->tasks; i++)
		sum += scramble(scramble(i) ^ t->task[i].result);
	snprintf(r->checksum, sizeof r->checksum, "%016" PRIx64, sum);
}

static int
compare_times(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* the most tasks that had begun and not ended; times are sorted apart from each other */
static size_t
peak_overlap(const uint64_t *starts, const uint64_t *ends, size_t count)
{
	size_t peak = 0;

	for (size_t s = 0, e = 0; s < count; s++) {
		while (e < count && ends[e] <= starts[s])
			e++;
		if (s + 1 - e > peak)
			peak = s + 1 - e;
	}
	return peak;
}

static void
note_concurrency(struct record *r, const struct cell *cell, const struct tally *t)
{
	uint64_t *times = calloc(2 * t->tasks + 1, sizeof *times);
	size_t peak;

	if (!times)
		return;
	for (size_t i = 0; i < t->tasks; i++) {
		times[i] = t->task[i].start_ns;
		times[t->tasks + i] = t->task[i].end_ns;
	}
	qsort(times, t->tasks, sizeof *times, compare_times);
	qsort(times + t->tasks, t->tasks, sizeof *times, compare_times);
	peak = peak_overlap(times, times + t->tasks, t->tasks);
	free(times);
	r->peak_concurrency = (double)peak;
	if (peak > cell_limit(cell))
		invalid(r,
		        "%zu tasks were in flight at once, where %zu are allowed",
		        peak,
		        cell_limit(cell));
}

static struct latency
latency_of(const double *seconds, size_t count)
{
	struct percentiles p;

	if (latency_percentiles(seconds, count, &p) != 0)
		return (struct latency){(double)NAN, (double)NAN, (double)NAN, (double)NAN};
	return (struct latency){p.p50, p.p90, p.p99, p.max};
}

static void
note_latencies(struct record *r, const struct tally *t)
{
	double *seconds = calloc(t->tasks + 1, sizeof *seconds);

	if (!seconds || t->tasks == 0) {
		free(seconds);
		return;
	}
	for (size_t i = 0; i < t->tasks; i++)
		seconds[i] = (double)(t->task[i].end_ns - t->open_ns) / 1e9;
	r->latency_s = latency_of(seconds, t->tasks);
	for (size_t i = 0; i < t->tasks; i++)
		seconds[i] = (double)(t->task[i].end_ns - t->task[i].start_ns) / 1e9;
	r->service_s = latency_of(seconds, t->tasks);
	free(seconds);
}

static void
check_each(struct record *r, const struct cell *cell, const struct tally *t)
{
	uint64_t least = cell->workload->least_ns ? cell->workload->least_ns(cell->values) : 0;

	for (size_t i = 0; i < t->tasks; i++) {
		const struct task_record *task = &t->task[i];
		unsigned done = atomic_load(&task->done);

		if (done != 1)
			invalid(r, "task %zu was done %u times", i, done);
		else if (task->end_ns - task->start_ns < least)
			invalid(r,
			        "task %zu took %" PRIu64 " ns, and cannot take less than %" PRIu64,
			        i,
			        task->end_ns - task->start_ns,
			        least);
	}
}

void
validity_check(struct record *r, const struct cell *cell, const struct tally *t)
{
	check_each(r, cell, t);
	note_checksum(r, t);
	note_concurrency(r, cell, t);
	note_latencies(r, t);
}
