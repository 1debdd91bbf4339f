#ifndef RUNNERS_TRACE_H
#define RUNNERS_TRACE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a task did between its start and its end, when a run is observed: the
 * segments in which it waited, or awaited another task, or was ready but had no
 * core, or wanted the lock without which it may not compute. The rest of the time
 * it ran. Observing costs clock readings, so timed runs do not.
 */
enum task_state { TASK_RUNS, TASK_WAITS, TASK_AWAITS, TASK_READY, TASK_WANTS_LOCK };

struct segment {
	uint32_t task;
	uint32_t state; /* enum task_state */
	uint64_t start_ns, end_ns;
};

struct trace {
	size_t size;
	atomic_size_t used; /* may exceed size: then the last ones were lost */
	struct segment segment[];
};

/* the trace of the observed run, in memory that all workers share; NULL otherwise */
extern struct trace *trace;

#define NO_TASK UINT32_MAX

/* what this worker does now */
struct trace_now {
	uint32_t task;
	uint64_t seen_ns; /* when it was last seen on a core */
};
extern _Thread_local struct trace_now trace_now;

/* begin to observe, with room for so many segments; the seam calls from then on. 0, or -1 with
 * errno set */
int trace_open(size_t segments);

/* end it, and give the segments back */
void trace_close(void);

/* this worker's task was in that state; nothing happens outside of tasks */
void trace_segment(enum task_state, uint64_t start_ns, uint64_t end_ns);

/* this worker has come to a checkpoint: if that was long after it was last seen, it had no core */
void trace_checkpoint(void);

/* the bounds of a task, around task_do's clock readings */
static inline void
trace_task_begins(size_t i, uint64_t now_ns)
{
	if (trace)
		trace_now = (struct trace_now){(uint32_t)i, now_ns};
}

static inline void
trace_task_ends(void)
{
	if (trace)
		trace_now.task = NO_TASK;
}

#endif
