#ifndef RUNNERS_GIL_THREAD_H
#define RUNNERS_GIL_THREAD_H

struct job;
struct thread_rites;

/* run the job under a lock of its knobs, as thread_run or thread_pool_run do without one; 0 or -1 as they */
int gil_run(const struct job *, int (*run)(const struct job *, const struct thread_rites *));

#endif
