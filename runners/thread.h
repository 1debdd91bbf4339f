#ifndef RUNNERS_THREAD_H
#define RUNNERS_THREAD_H

#include <pthread.h>
#include <stddef.h>

struct job;

/* What a model adds to its threads' lives. */
struct thread_rites {
	void (*enter)(void); /* in the thread, first of all */
	void (*leave)(void); /* ... last of all, also if a task ended the thread */
	/* in the starter, after each start: so many have been started. It returns when all have
	 * entered */
	void (*await)(size_t started);
};

/* of threads that are nothing more */
extern const struct thread_rites plain_threads;

/* a runner's run: a thread per task; and a pool of threads */
int thread_run(const struct job *, const struct thread_rites *);
int thread_pool_run(const struct job *, const struct thread_rites *);

/* start a thread with a stack of so many bytes, 0: the system's. 0, or -1 with errno set */
int thread_create(pthread_t *, size_t stack_bytes, void *(*)(void *), void *argument);

/* start a thread with the job's stack size; `already` run, for the message. 0, or -1 with errno set
 * and the limit that was reached noted in the tally */
int thread_start(const struct job *, pthread_t *, void *(*)(void *), size_t already,
                 void *argument);

/* wait until a thread has ended */
void thread_join(pthread_t);

#endif
