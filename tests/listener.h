#ifndef TESTS_LISTENER_H
#define TESTS_LISTENER_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

/*
 * Stream sockets that listen, with a queue for so many, under a name that the
 * kernel finds; it is what to connect to. -1 with errno set, and a word on it.
 */
int listener_local(struct sockaddr_un *name, socklen_t *size, int queue);
int listener_internet(struct sockaddr_in *name, int queue);

#endif
