/*
 * _setjmp and _longjmp between two stacks, of which ucontext makes the second:
 * portable, and without a system call.
 */
#include <setjmp.h>
#include <ucontext.h>

#include "bench/peers/peer.h"
#include "runners/clock.h"

enum { STACK_BYTES = 64 << 10 };

static jmp_buf here, there;

static void
return_turns(void)
{
	for (;;)
		if (_setjmp(there) == 0)
			_longjmp(here, 1);
}

static void
measure_switch(char **arguments)
{
	static char stack[STACK_BYTES];
	static ucontext_t first;
	size_t n = number(arguments[0]);
	volatile size_t i = 0; /* or it would be what it was at _setjmp */
	uint64_t start;

	if (getcontext(&first) != 0)
		fail("getcontext");
	first.uc_stack.ss_sp = stack;
	first.uc_stack.ss_size = sizeof stack;
	makecontext(&first, return_turns, 0);
	if (_setjmp(here) == 0)
		setcontext(&first);
	start = clock_ns();
	for (; i < n; i += 2)
		if (_setjmp(here) == 0)
			_longjmp(there, 1);
	print_ns("switch", n, clock_ns() - start, (double)n);
}

const struct figure figures[] = {
	{"switch", "N", measure_switch},
	{.name = NULL},
};
