#ifndef WORKLOADS_COMPANION_H
#define WORKLOADS_COMPANION_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * A process beside a run, such as one that makes requests of its tasks, or answers theirs: of its own, so
 * that no runner, and nothing that a runner holds back, delays it. It does not outlive who started it,
 * even killed, and stays when it has finished, so that runners that look after children of their own do
 * not meet it.
 */
struct companion {
	pid_t process;
	int leash; /* a stream between us: it says when it has finished */
};

/* What it does, in its own process, which has a copy of all that was here when it was started. Its end of the
 * leash can be read when somebody says something, or nobody will any more. */
typedef void companion_work(int leash, void *argument);

/* start one, before there are threads, in the thread that will end it. 0, or -1 with errno set */
int companion_start(struct companion *, companion_work *, void *argument);

/* send it a byte; from any process that was forked here */
void companion_tell(const struct companion *);

/* whether it has finished, or died; from any process that was forked here */
bool companion_is_over(const struct companion *);

/* say no more, and wait until it has finished: 0, or -1 if it died */
int companion_await(const struct companion *);

/* end it, whatever it does, and reap it */
void companion_end(const struct companion *);

#endif
