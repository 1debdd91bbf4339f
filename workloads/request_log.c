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
