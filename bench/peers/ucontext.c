/*
 * libc's own contexts: swapcontext keeps the signal mask, by a system call each time.
 */
#include <ucontext.h>

#include "bench/peers/peer.h"
#include "runners/clock.h"

enum { STACK_BYTES = 64 << 10 };

static ucontext_t here, there;

static void
return_turns(void)
{
	for (;;)
		swapcontext(&there, &here);
}

static void
measure_switch(char **arguments)
{
	static char stack[STACK_BYTES];
	size_t n = number(arguments[0]);
	uint64_t start;

	if (getcontext(&there) != 0)
		fail("getcontext");
	there.uc_stack.ss_sp = stack;
	there.uc_stack.ss_size = sizeof stack;
	makecontext(&there, return_turns, 0);
	swapcontext(&here, &there);
	start = clock_ns();
	for (size_t i = 0; i < n; i += 2)
		swapcontext(&here, &there);
	print_ns("switch", n, clock_ns() - start, (double)n);
}

const struct figure figures[] = {
	{"switch", "N", measure_switch},
	{.name = NULL},
};
