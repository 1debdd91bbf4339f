#ifndef WORKLOADS_LISTENER_H
#define WORKLOADS_LISTENER_H

#include <netinet/in.h>
#include <stddef.h>

/* a socket on a free loopback port, which is written down; it does not listen yet, and whoever connects is
 * refused; -1 with errno set */
int listener_bind(struct sockaddr_in *address);

/* a socket that listens on a free loopback port, which is written down, with the longest queue that the
 * system allows; -1 with errno set */
int listener_open(struct sockaddr_in *address);

/* how many connections wait in such a queue before any is turned away */
size_t listener_queue(void);

#endif
