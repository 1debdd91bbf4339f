#include "runners/trace.h"

#include <sys/mman.h>

#include "runners/blocking.h"
#include "runners/clock.h"

/* Checkpoints come every few microseconds; if one is this late, the task had no core. */
enum { ABSENCE_NS = 300000 };

struct trace *trace;

_Thread_local struct trace_now trace_now = {.task = NO_TASK};

void
trace_checkpoint(void)
{
	uint64_t now = clock_ns();

	if (now - trace_now.seen_ns > ABSENCE_NS)
		trace_segment(TASK_READY, trace_now.seen_ns, now);
	trace_now.seen_ns = now;
}

static size_t
trace_bytes(size_t segments)
{
	return sizeof(struct trace) + segments * sizeof(struct segment);
}

int
trace_open(size_t segments)
{
	void *memory = mmap(NULL,
	                    trace_bytes(segments),
	                    PROT_READ | PROT_WRITE,
	                    MAP_SHARED | MAP_ANONYMOUS,
	                    -1,
	                    0);

	if (memory == MAP_FAILED)
		return -1;
	trace = memory;
	trace->size = segments;
	atomic_fetch_or(&seam_watch, WATCH_TRACE);
	return 0;
}

void
trace_close(void)
{
	if (!trace)
		return;
	atomic_fetch_and(&seam_watch, ~(uint32_t)WATCH_TRACE);
	munmap(trace, trace_bytes(trace->size));
	trace = NULL;
}

void
trace_segment(enum task_state state, uint64_t start_ns, uint64_t end_ns)
{
	size_t k;

	trace_now.seen_ns = end_ns;
	if (trace_now.task == NO_TASK || start_ns >= end_ns)
		return;
	k = atomic_fetch_add_explicit(&trace->used, 1, memory_order_relaxed);
	if (k < trace->size)
		trace->segment[k] =
			(struct segment){trace_now.task, (uint32_t)state, start_ns, end_ns};
}
