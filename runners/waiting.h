#ifndef RUNNERS_WAITING_H
#define RUNNERS_WAITING_H

#include <stdint.h>

#include "runners/clock.h"
#include "runners/trace.h"

/* What blocking.c and socket.c share; nobody else needs it. */

#define NEVER UINT64_MAX

/* a system call that may wait: noted as waiting when the run is observed */
#define WAITING(call)                                                                              \
	__extension__({                                                                            \
		uint64_t since_ = __builtin_expect(trace != NULL, 0) ? clock_ns() : 0;             \
		__typeof__(call) result_ = (call);                                                 \
		if (__builtin_expect(since_ != 0, 0))                                              \
			wait_noted(since_);                                                        \
		result_;                                                                           \
	})

/* this worker has waited until now; errno is kept */
void wait_noted(uint64_t since_ns);

/* wait, as this thread's model does, until fd is ready: 0, or -1 with EAGAIN after the deadline */
int wait_ready(int fd, short events, uint64_t deadline_ns);

#endif
