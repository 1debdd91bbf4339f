#ifndef RUNNERS_TALLY_H
#define RUNNERS_TALLY_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/gil/design.h"
#include "runners/pulse.h"

/* What is known of a task once it is done. Times are nanoseconds of clock_ns(). */
struct task_record {
	uint64_t start_ns, end_ns;
	uint64_t result;
	atomic_uint done; /* how often it was done: once, or the run is invalid */
};

/*
 * What the workers of a run share: which task is next, when they may start,
 * and what came out. It lies in one MAP_SHARED mapping, so that threads,
 * processes and coroutines all write to the same place. What many write has a
 * cache line of its own.
 */
enum { PULSES = 64 };

struct tally {
	size_t tasks;
	uint64_t open_ns; /* when the start barrier opened, 0 before */
	/* of runners with coroutines: what their schedulers have found out; see tally_note_stacks */
	const char *_Atomic loop;
	const char *_Atomic stack_guard;
	atomic_size_t stack_used_bytes;
	/* of external runners: what their programs say of themselves; results come after the last task */
	char interpreter[64], interpreter_gil[4];
	atomic_bool told_at_end;
	atomic_bool skipped; /* failed, but because it cannot be done here */
	struct pulse pulse[PULSES];
	struct gil_count gil; /* of a run under a lock: what it saw; written at its end */
	alignas(64) atomic_size_t next;
	alignas(64) _Atomic uint32_t arrived; /* workers at the start barrier */
	_Atomic uint32_t gate;                /* shut, open, or called off: parked on */
	alignas(64) atomic_int failed;        /* errno of the first failure, 0 if none */
	char reason[200];                     /* ... and in words; whole once reason_given is set */
	atomic_int reason_given;
	alignas(64) struct task_record task[];
};

/* a tally for so many tasks, in zeroed shared memory; NULL with errno set */
struct tally *tally_new(size_t tasks);

/* give it back; NULL is nothing */
void tally_free(struct tally *);

/* note a failure, if it is the first: errno and a sentence; returns -1 with that errno. Safe from
 * any thread or process */
int tally_fail(struct tally *, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* note, if nothing failed before, that the job cannot be done here, and why; returns -1 with errno ENOTSUP */
int tally_skip(struct tally *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* who does the tasks, such as "CPython 3.11.2", and whether it has a GIL: "on" or "off"; "" not known */
void tally_note_interpreter(struct tally *, const char *name, const char *gil);

/* a pulse for the calling thread, the first PULSES that ask; others get one that nobody sees */
struct pulse *tally_pulse(struct tally *);

/* a scheduler's loop, its guards, and the most that it saw used of a stack; names are constants */
void tally_note_scheduler(struct tally *, const char *loop, const char *stack_guard,
                          size_t stack_used_bytes);

/*
 * The start barrier: every worker that a run begins with arrives and waits; the
 * runner opens the gate when all are there, so that no model's clock runs
 * while its workers are still being made.
 */

/* a worker: wait for the gate; 0 if it opened, -1 if the run was called off */
int tally_arrive(struct tally *);

/* the runner: how many workers are at the gate. Wait up to a moment (50 ms) for the number to reach
 * `workers`, and return it; a runner whose workers can die looks after them in between */
unsigned tally_await(struct tally *, unsigned workers);

/* the runner: let all go, and set open_ns */
void tally_open(struct tally *);

/* the runner: let all go home without a task */
void tally_call_off(struct tally *);

/* called, if set, just before the gate opens, when all workers exist and none has begun */
extern void (*tally_before_open)(void);

#endif
