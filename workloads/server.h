#ifndef WORKLOADS_SERVER_H
#define WORKLOADS_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct value;

/* How our server shall answer. */
struct server_plan {
	uint64_t delay_ns; /* how long an answer takes */
	uint64_t bytes;    /* ... and its size */
	bool tls;
	size_t capacity; /* answers at most so many at once, and the others queue; 0: all at once */
	size_t spread;   /* page k takes 1 + k % spread delays; 0 is 1 */
};

enum { SERVER_SPREAD_MAX = 8 };

/* http-server, which lies beside this program, or in the folder above, as a process of its own. It ends
 * with the thread that started it. */
struct server {
	pid_t process;
	char url[64];
	char certificate[64]; /* the file to verify it with; "" unless it speaks TLS */
};

/* start one; 0, or -1 as a workload's setup */
int server_start(struct server *, const struct server_plan *);

/* end it, and wait for that */
void server_end(pid_t process);

/*
 * The same as a workload's place: unless the user has given a URL, start a server, and set `url` to that
 * path of it, which may hold {} for a page's number (page.h); `certificate`, which may be NULL, is set
 * if it speaks TLS. 0, or -1 as a workload's setup.
 */
int server_provide(const struct server_plan *, const char *path, struct value *url,
                   struct value *certificate);

/* end the server, if it was started for that, and forget where it was */
void server_release(struct value *url, struct value *certificate);

/* whether a server of ours is there, be it this process's or its campaign's */
bool server_is_ours(const struct value *url);

#endif
