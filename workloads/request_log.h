#ifndef WORKLOADS_REQUEST_LOG_H
#define WORKLOADS_REQUEST_LOG_H

#include <stddef.h>
#include <stdint.h>

/* A power of two: so many latencies are kept at most. */
enum { REQUEST_LATENCIES = 1 << 20 };

/*
 * What who makes requests of a run's tasks has seen of the answers, or what tasks have whose
 * requests come by a schedule. A latency
 * runs from when a request was meant to be sent: at a rate, from when it was due,
 * also if its predecessors were still being waited for, so that none is left out
 * because another was slow (G. Tene's coordinated omission). A request that has no
 * answer when the measuring ends counts with the time that it has waited by then.
 * Zeroed, a log is empty; it may lie in memory that processes share.
 */
struct request_log {
	char reason[160];         /* why it is not to be trusted; "" if nothing speaks against it */
	uint64_t measured_ns;     /* how long requests were made */
	uint64_t answered;        /* while they were made, and rightly */
	uint64_t unanswered;      /* by the end */
	uint64_t sum_ns, most_ns; /* of all latencies, answered or not */
	/* The latency of every `stride`-th request, in their order: the stride doubles whenever
	 * there is no more room. */
	size_t kept, stride;
	uint64_t latency_ns[REQUEST_LATENCIES];
};

/* say why it is not to be trusted; -1 */
int request_log_distrust(struct request_log *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void request_answered(struct request_log *, uint64_t latency_ns);
void request_unanswered(struct request_log *, uint64_t waited_ns);

/* A request whose task has noted when it came to it, and when it had answered it. */
struct request {
	uint64_t start_ns, end_ns;
};

/* They were all there when the first of them was begun, so that to wait for a worker counts. The log is zeroed. */
void request_log_at_once(struct request_log *, const struct request *, size_t count);

/* the least and the most time that any took, once somebody had begun with it */
void requests_took(const struct request *, size_t count, uint64_t *least_ns, uint64_t *most_ns);

#endif
