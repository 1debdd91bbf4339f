#include "workloads/request_log.h"

#include <stdarg.h>
#include <stdio.h>

int
request_log_distrust(struct request_log *log, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(log->reason, sizeof log->reason, format, arguments);
	va_end(arguments);
	return -1;
}

/* every other one goes: those that stay are again evenly spaced */
static void
thin_out(struct request_log *log)
{
	log->kept /= 2;
	log->stride *= 2;
	for (size_t k = 1; k < log->kept; k++)
		log->latency_ns[k] = log->latency_ns[2 * k];
}

static void
note(struct request_log *log, uint64_t ns)
{
	uint64_t number = log->answered + log->unanswered;

	log->sum_ns += ns;
	if (ns > log->most_ns)
		log->most_ns = ns;
	if (log->stride == 0)
		log->stride = 1;
	if (number % log->stride != 0)
		return;
	if (log->kept == REQUEST_LATENCIES)
		thin_out(log);
	if (number % log->stride == 0)
		log->latency_ns[log->kept++] = ns;
}

void
request_answered(struct request_log *log, uint64_t latency_ns)
{
	note(log, latency_ns);
	log->answered++;
}

void
request_unanswered(struct request_log *log, uint64_t waited_ns)
{
	note(log, waited_ns);
	log->unanswered++;
}

void
request_log_at_once(struct request_log *log, const struct request *requests, size_t count)
{
	uint64_t begin_ns = UINT64_MAX;

	for (size_t k = 0; k < count; k++)
		if (requests[k].start_ns < begin_ns)
			begin_ns = requests[k].start_ns;
	for (size_t k = 0; k < count; k++)
		request_answered(log, requests[k].end_ns - begin_ns);
	log->measured_ns = log->most_ns;
}

void
requests_took(const struct request *requests, size_t count, uint64_t *least_ns, uint64_t *most_ns)
{
	*least_ns = UINT64_MAX;
	*most_ns = 0;
	for (size_t k = 0; k < count; k++) {
		const uint64_t took_ns = requests[k].end_ns - requests[k].start_ns;

		*least_ns = took_ns < *least_ns ? took_ns : *least_ns;
		*most_ns = took_ns > *most_ns ? took_ns : *most_ns;
	}
}
