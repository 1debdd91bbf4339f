#ifndef WORKLOADS_SERVER_H
#define WORKLOADS_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* http-server, which lies beside this program, as a process of its own. It ends with the thread
 * that started it. */
struct server {
	pid_t process;
	char url[64];
	char certificate[64]; /* the file to verify it with; "" unless it speaks TLS */
};

/* start one that answers after the delay, with so many bytes; 0, or -1 as a workload's setup */
int server_start(struct server *, uint64_t delay_ns, uint64_t bytes, bool tls);

/* end it, and wait for that */
void server_end(pid_t process);

#endif
