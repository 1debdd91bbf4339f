/*
 * Boost.Context's fcontext, which is C beneath the C++. It keeps the state of the
 * floating-point unit for each context, and that costs little only as long as
 * all contexts have the same: an inexact operation in one of them makes a
 * difference that every switch has to write back.
 */
#include <fenv.h>
#include <stdbool.h>

#include "bench/peers/peer.h"
#include "runners/clock.h"

enum { STACK_BYTES = 64 << 10 };

struct transfer {
	void *from;
	void *data;
};

struct transfer jump_fcontext(void *to, void *data);
void *make_fcontext(void *top, size_t bytes, void (*entry)(struct transfer));

/* gives the turn back at once; what is inexact in here leaves its mark on this context alone */
static void
return_turns(struct transfer transfer)
{
	const bool *inexact = transfer.data;
	const volatile double one = 1;
	static volatile double third;

	if (*inexact)
		third = one / 3;
	for (;;)
		transfer = jump_fcontext(transfer.from, NULL);
}

static void
measure(const char *figure, size_t n, bool inexact)
{
	static _Alignas(64) char stack[STACK_BYTES];
	struct transfer transfer;
	uint64_t start;

	feclearexcept(FE_ALL_EXCEPT); /* the new context begins with a copy of ours */
	transfer.from = make_fcontext(stack + sizeof stack, sizeof stack, return_turns);
	transfer = jump_fcontext(transfer.from, &inexact);
	start = clock_ns();
	for (size_t i = 0; i < n; i += 2)
		transfer = jump_fcontext(transfer.from, NULL);
	print_ns(figure, n, clock_ns() - start, (double)n);
}

static void
measure_switch(char **arguments)
{
	measure("switch", number(arguments[0]), false);
}

static void
measure_inexact(char **arguments)
{
	measure("switch-inexact", number(arguments[0]), true);
}

const struct figure figures[] = {
	{"switch", "N", measure_switch},
	{"switch-inexact", "N", measure_inexact},
	{.name = NULL},
};
