#include "runners/tally.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/park.h"

enum gate { SHUT, OPEN, CALLED_OFF };

void (*tally_before_open)(void);

static size_t
tally_bytes(size_t tasks)
{
	return sizeof(struct tally) + tasks * sizeof(struct task_record);
}

struct tally *
tally_new(size_t tasks)
{
	struct tally *t;

	if (tasks > (SIZE_MAX - sizeof *t) / sizeof(struct task_record)) {
		errno = ENOMEM;
		return NULL;
	}
	t = mmap(NULL,
	         tally_bytes(tasks),
	         PROT_READ | PROT_WRITE,
	         MAP_SHARED | MAP_ANONYMOUS,
	         -1,
	         0);
	if (t == MAP_FAILED)
		return NULL;
	t->tasks = tasks;
	return t;
}

void
tally_free(struct tally *t)
{
	if (t)
		munmap(t, tally_bytes(t->tasks));
}

int
tally_fail(struct tally *t, int error, const char *format, ...)
{
	int none = 0;

	if (atomic_compare_exchange_strong(&t->failed, &none, error ? error : EPROTO)) {
		va_list arguments;

		va_start(arguments, format);
		vsnprintf(t->reason, sizeof t->reason, format, arguments);
		va_end(arguments);
		atomic_store(&t->reason_given, 1);
	}
	errno = error;
	return -1;
}

int
tally_skip(struct tally *t, const char *format, ...)
{
	char reason[sizeof t->reason];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reason, sizeof reason, format, arguments);
	va_end(arguments);
	if (!atomic_load(&t->failed))
		atomic_store(&t->skipped, true);
	return tally_fail(t, ENOTSUP, "%s", reason);
}

void
tally_note_interpreter(struct tally *t, const char *name, const char *gil)
{
	snprintf(t->interpreter, sizeof t->interpreter, "%s", name);
	snprintf(t->interpreter_gil, sizeof t->interpreter_gil, "%s", gil);
}

struct pulse *
tally_pulse(struct tally *t)
{
	static _Thread_local struct pulse unseen;
	const pid_t thread = (pid_t)syscall(SYS_gettid);

	for (size_t k = 0; k < PULSES; k++) {
		pid_t nobody = 0;

		if (!atomic_compare_exchange_strong(&t->pulse[k].thread, &nobody, thread))
			continue;
		t->pulse[k].task = IN_LOOP;
		return &t->pulse[k];
	}
	return &unseen;
}

void
tally_note_scheduler(struct tally *t, const char *loop, const char *stack_guard,
                     size_t stack_used_bytes)
{
	size_t most = atomic_load(&t->stack_used_bytes);

	atomic_store(&t->loop, loop);
	atomic_store(&t->stack_guard, stack_guard);
	while (stack_used_bytes > most &&
	       !atomic_compare_exchange_weak(&t->stack_used_bytes, &most, stack_used_bytes))
		;
}

int
tally_arrive(struct tally *t)
{
	atomic_fetch_add(&t->arrived, 1);
	kernel_wake(&t->arrived, UINT32_MAX);
	while (atomic_load(&t->gate) == SHUT)
		kernel_park(&t->gate, SHUT, UINT64_MAX);
	return atomic_load(&t->gate) == OPEN ? 0 : -1;
}

unsigned
tally_await(struct tally *t, unsigned workers)
{
	const uint64_t moment_ns = 50000000;
	unsigned arrived = atomic_load(&t->arrived);

	if (arrived < workers)
		kernel_park(&t->arrived, arrived, clock_ns() + moment_ns);
	return atomic_load(&t->arrived);
}

static void
gate_set(struct tally *t, unsigned state)
{
	atomic_store(&t->gate, state);
	kernel_wake(&t->gate, UINT32_MAX);
}

void
tally_open(struct tally *t)
{
	if (tally_before_open)
		tally_before_open();
	t->open_ns = clock_ns();
	gate_set(t, OPEN);
}

void
tally_call_off(struct tally *t)
{
	gate_set(t, CALLED_OFF);
}
