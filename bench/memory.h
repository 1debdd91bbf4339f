#ifndef BENCH_MEMORY_H
#define BENCH_MEMORY_H

#include <stdint.h>
#include <sys/types.h>

/*
 * The peak memory of a process and all its descendants, sampled from outside of the threads that
 * are measured.  What is summed is the proportional set size (PSS): a page that n processes share
 * counts 1/n in each, so that a sum over processes counts it once.
 *
 * The samples are taken by a process of their own, the watcher.  The measured process may wait for
 * "any child" and reports the CPU time of its children, so the watcher must be neither.  It is the
 * child of a keeper, which ignores SIGCHLD, so that nobody is charged with the watcher's CPU time;
 * and the keeper ends without a signal, so that wait, waitpid(-1) and waitid do not see it unless
 * told to (__WALL, __WCLONE).  Not orphaned to init: in a container the measured process may
 * be init.  Neither is counted, and both are killed as soon as the caller has ended.
 *
 * Start it before memory is allocated and before there are threads.  Pages that the caller has at
 * that moment and never writes to again stay shared with the watcher, and count for a third.
 * look and looked_at are set by the caller, all else is not.
 * The watcher rests nine times as long as its sample took, even if the period is shorter.
 */
struct memory_watch {
	/* what else the watcher looks at, every period between the samples; NULL: nothing */
	void (*look)(void *);
	void *looked_at;
	pid_t keeper;
	struct memory_tally *tally; /* in memory that the watcher shares */
	uint64_t samples; /* these two are known after memory_watch_stop: how many were taken */
	uint64_t peak_ns; /* and when the peak was, by CLOCK_MONOTONIC */
};

enum { MEMORY_IGNORED_MAX = 8 };

/*
 * Watches root, which may be the caller, and its descendants.  The thread that calls must be
 * the one that stays.  0, or -1 with errno set, and then nothing was started: among others ENOENT
 * if root does not live or the kernel has no smaps_rollup (Linux 4.14), ESRCH if root is a zombie.
 */
int memory_watch_start(struct memory_watch *, pid_t root, uint64_t period_ns);

/* From now on, leaves this descendant of root out, and all of its own, such as a server that only
 * answers the measured processes.  0, or -1 with ENOSPC. */
int memory_watch_ignore(struct memory_watch *, pid_t);

/*
 * Takes a sample at this moment, and returns when that is done.  Any thread of any process that was
 * forked by the caller after memory_watch_start may call it.  0, or -1 with errno set: ESRCH if the
 * watcher has ended, as it does when root has; ETIMEDOUT after ten seconds.
 */
int memory_watch_sample_now(struct memory_watch *);

/*
 * Takes a last sample if root lives, and ends the watcher; no process or mapping remains.  To be
 * called by the process that started it.  0, or -1 with errno set: ENODATA if no sample succeeded.
 */
int memory_watch_stop(struct memory_watch *, uint64_t *peak_bytes);

#endif
