#include "runners/overflow.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

#include "runners/scheduler.h"

/* a signal's frame alone has 3 to 11 KiB on processors with wide registers */
enum { HANDLER_STACK_BYTES = 64 << 10 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct sigaction before;
static _Thread_local stack_t handler_stack;
static _Thread_local unsigned watching; /* how often it was asked for */

static void
on_fault(int signal_, siginfo_t *fault, void *state)
{
	struct scheduler *s = scheduler;

	(void)state;
	if (s && s->running && fault->si_code > 0 && scheduler_guards(s, fault->si_addr))
		scheduler_abandon(EOVERFLOW);
	sigaction(signal_, &before, NULL); /* and the fault happens again */
	if (fault->si_code <= 0)
		raise(signal_); /* but what somebody sent does not */
}

/* once for all threads; not deferred, since the handler does not return when it abandons */
static void
handle_faults(void)
{
	struct sigaction action = {.sa_sigaction = on_fault,
	                           .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};

	sigemptyset(&action.sa_mask);
	sigaction(SIGSEGV, &action, &before);
}

int
overflow_watch(bool on)
{
	const stack_t none = {.ss_flags = SS_DISABLE};

	if (!on && --watching > 0)
		return 0;
	if (!on) {
		sigaltstack(&none, NULL);
		munmap(handler_stack.ss_sp, handler_stack.ss_size);
		return 0;
	}
	if (watching > 0) {
		watching++;
		return 0;
	}
	handler_stack = (stack_t){.ss_size = HANDLER_STACK_BYTES};
	handler_stack.ss_sp = mmap(NULL,
	                           HANDLER_STACK_BYTES,
	                           PROT_READ | PROT_WRITE,
	                           MAP_PRIVATE | MAP_ANONYMOUS,
	                           -1,
	                           0);
	if (handler_stack.ss_sp == MAP_FAILED)
		return -1;
	pthread_once(&once, handle_faults);
	if (sigaltstack(&handler_stack, NULL) == 0) {
		watching = 1;
		return 0;
	}
	munmap(handler_stack.ss_sp, HANDLER_STACK_BYTES);
	return -1;
}
