#include "runners/switch.h"

#include <stdint.h>
#include <stdlib.h>
#include <ucontext.h>

#if !(defined(__x86_64__) || defined(__aarch64__)) || defined(CONVOY_UCONTEXT)

const bool switch_allocates = true;

/* makecontext passes ints: a pointer goes in halves */
static void
begin(unsigned entry_high, unsigned entry_low, unsigned high, unsigned low)
{
	void (*entry)(void *) =
		(void (*)(void *))(uintptr_t)(((uint64_t)entry_high << 32) | entry_low);

	entry((void *)(uintptr_t)(((uint64_t)high << 32) | low));
}

int
switch_adopt(struct place *place)
{
	*place = (struct place){.stack = calloc(1, sizeof(ucontext_t))};
	return place->stack ? 0 : -1;
}

int
switch_make(struct place *place, void *bottom, size_t bytes, void (*entry)(void *), void *argument)
{
	uint64_t e = (uintptr_t)entry;
	uint64_t a = (uintptr_t)argument;
	ucontext_t *u;

	if (switch_adopt(place) != 0)
		return -1;
	u = place->stack;
	getcontext(u);
	u->uc_stack.ss_sp = bottom;
	u->uc_stack.ss_size = bytes;
	makecontext(u,
	            (void (*)(void))begin,
	            4,
	            (unsigned)(e >> 32),
	            (unsigned)e,
	            (unsigned)(a >> 32),
	            (unsigned)a);
	return 0;
}

void
switch_end(struct place *place)
{
	free(place->stack);
	place->stack = NULL;
}

void
switch_to(struct place *from, const struct place *to)
{
	swapcontext(from->stack, to->stack);
}

#else

struct ucontext_is_not_used; /* ISO C wants a declaration in every file */

#endif
