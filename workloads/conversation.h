#ifndef WORKLOADS_CONVERSATION_H
#define WORKLOADS_CONVERSATION_H

#include <stdint.h>

struct request_log;

/* How requests are made over a connection whose other end sends back what it receives. */
struct conversation {
	int fd; /* a connected stream socket */
	uint64_t begin_ns,
		end_ns; /* of clock_ns(): when the first request is due, and none any more */
	uint64_t
		per_s; /* requests a second, whatever becomes of them (an open loop); 0: the next one
	                 * as soon as the last is answered (a closed loop) */
};

enum { REQUEST_BYTES = 16 };

/* Make requests until the end, then tell the other end that no more will come, and wait until it has
 * answered the rest and closed. Every byte of every answer is checked. 0, or -1 with the log's reason
 * set: an answer is wrong or missing, the other end went away, or it has not been heard of for 10 s
 * after the end */
int conversation_hold(const struct conversation *, struct request_log *);

#endif
