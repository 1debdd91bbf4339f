#ifndef WORKLOADS_CROWD_H
#define WORKLOADS_CROWD_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

struct request_log;

/*
 * Clients of one server, each with a connection and a schedule of its own. A client connects when its
 * first message is due, sends each when it is due, or, if that is later, when the one before it has been
 * answered, and leaves after the last answer. An answer is the message in upper case; every byte is
 * checked. Its latency runs from when the message was due: so to wait for a free server counts, and
 * who is slow hides nobody else's waiting.
 */
struct crowd {
	struct sockaddr_in server;
	size_t clients;
	uint64_t messages; /* of each, at least 1 */
	uint64_t bytes;    /* of each message, at least 1, at most CROWD_BYTES */
	uint64_t every_ns; /* from one to the next; clients are spread evenly over it */
};

enum { CROWD_BYTES = 64 << 10 };

/* What the clients went through; in memory that processes share. */
struct crowd_report {
	uint64_t answered; /* messages */
	uint64_t
		starved; /* clients without an answer when the first of all had its last message due: no
	                   * handler is free before */
	uint64_t
		served_at_once; /* at the peak: clients that had an answer, and not yet their last */
};

/* Let them come, and return when all have left: 0, or -1 with the log's reason set: an answer is wrong or
 * missing, the server went away, was not heard of for a minute, or the other end of the leash was closed */
int crowd_come(const struct crowd *, int leash, struct request_log *, struct crowd_report *);

#endif
