#ifndef WORKLOADS_STREAM_H
#define WORKLOADS_STREAM_H

#include <stddef.h>

/* send all of it, over a stream socket; 0, or -1 with errno set */
int stream_send(int fd, const void *bytes, size_t size);

#endif
