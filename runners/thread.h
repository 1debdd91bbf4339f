#ifndef RUNNERS_THREAD_H
#define RUNNERS_THREAD_H

#include <pthread.h>
#include <stddef.h>

struct job;

/* start a thread with the job's stack size; `already` run, for the message. 0, or -1 with errno set
 * and the limit that was reached noted in the tally */
int thread_start(const struct job *, pthread_t *, void *(*)(void *), size_t already,
                 void *argument);

#endif
