#include "runners/context.h"

#include "runners/switch.h"

/* Tools that follow stacks must be told of switches; this file and its header do so. */

#ifdef ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#endif
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(bottom, top)
#endif

int
context_make(struct context *c, void *bottom, size_t bytes, void (*entry)(void *), void *argument)
{
#ifdef CONTEXT_IS_FOLLOWED
	*c = (struct context){.bottom = bottom, .bytes = bytes, .made = true};
#endif
#ifdef THREAD_SANITIZER
	c->fiber = __tsan_create_fiber(0);
#endif
	VALGRIND_STACK_REGISTER(bottom, (char *)bottom + bytes);
	return switch_make(&c->place, bottom, bytes, entry, argument);
}

int
context_adopt(struct context *c)
{
	*c = (struct context){.place = {.stack = NULL}};
#ifdef THREAD_SANITIZER
	c->fiber = __tsan_get_current_fiber();
#endif
	return switch_adopt(&c->place);
}

void
context_end(struct context *c)
{
#ifdef THREAD_SANITIZER
	if (c->made)
		__tsan_destroy_fiber(c->fiber);
#endif
#ifdef ADDRESS_SANITIZER
	/* frames that never return leave their red zones to whoever is given these addresses next */
	if (c->made)
		__asan_unpoison_memory_region(c->bottom, c->bytes);
#endif
	switch_end(&c->place);
}

bool
context_holds_memory(void)
{
#ifdef CONTEXT_IS_FOLLOWED
	return true;
#else
	return switch_allocates;
#endif
}

#ifdef ADDRESS_SANITIZER
/* who is being left, so that an adopted context learns the bounds of its stack */
static _Thread_local struct context *leaving;
#endif

#ifdef CONTEXT_IS_FOLLOWED
void
context_switch(struct context *from, struct context *to)
{
#ifdef ADDRESS_SANITIZER
	void *fake;

	leaving = from;
	__sanitizer_start_switch_fiber(&fake, to->bottom, to->bytes);
#endif
#ifdef THREAD_SANITIZER
	__tsan_switch_to_fiber(to->fiber, 0);
#endif
	switch_to(&from->place, &to->place);
#ifdef ADDRESS_SANITIZER
	__sanitizer_finish_switch_fiber(fake, NULL, NULL);
#endif
}
#endif

void
context_entered(void)
{
#ifdef ADDRESS_SANITIZER
	const void *bottom;
	size_t bytes;

	__sanitizer_finish_switch_fiber(NULL, &bottom, &bytes);
	if (!leaving->bottom) {
		leaving->bottom = (void *)(uintptr_t)bottom;
		leaving->bytes = bytes;
	}
#endif
}
