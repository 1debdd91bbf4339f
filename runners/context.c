#include "runners/context.h"

#include <stdint.h>
#include <stdlib.h>
#include <ucontext.h>

#if defined(__SANITIZE_ADDRESS__)
#define ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESS_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define THREAD_SANITIZER 1
#endif
#endif

#ifdef ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#endif

#if defined(__x86_64__) && !defined(CONVOY_UCONTEXT)

/* Six registers that a call preserves and the place to go on: pop + jmp and not ret, whose
 * return address the processor would predict from the other stack. */
void switch_stacks(void **from, void *to);
__asm__(".pushsection .text\n"
        ".globl switch_stacks\n"
        ".hidden switch_stacks\n"
        ".type switch_stacks, @function\n"
        "switch_stacks:\n"
        "	pushq %rbp\n"
        "	pushq %rbx\n"
        "	pushq %r12\n"
        "	pushq %r13\n"
        "	pushq %r14\n"
        "	pushq %r15\n"
        "	movq %rsp, (%rdi)\n"
        "	movq %rsi, %rsp\n"
        "	popq %r15\n"
        "	popq %r14\n"
        "	popq %r13\n"
        "	popq %r12\n"
        "	popq %rbx\n"
        "	popq %rbp\n"
        "	popq %rcx\n"
        "	jmp *%rcx\n"
        ".size switch_stacks, . - switch_stacks\n"
        /* the first switch into a context lands here with entry in rbx, argument in r12 */
        ".type begin_stack, @function\n"
        "begin_stack:\n"
        "	movq %r12, %rdi\n"
        "	callq *%rbx\n"
        "	ud2\n"
        ".size begin_stack, . - begin_stack\n"
        ".popsection\n");
void begin_stack(void) __attribute__((visibility("hidden")));

static int
stack_make(struct context *c, void (*entry)(void *), void *argument)
{
	uintptr_t top = ((uintptr_t)c->bottom + c->bytes) & ~(uintptr_t)15;
	uintptr_t *frame = (uintptr_t *)top;

	/* begin_stack must find the stack as before a call: a multiple of 16 */
	*--frame = 0;
	*--frame = 0;
	*--frame = (uintptr_t)begin_stack;
	*--frame = 0;                   /* rbp: here a backtrace ends */
	*--frame = (uintptr_t)entry;    /* rbx */
	*--frame = (uintptr_t)argument; /* r12 */
	frame -= 3;
	frame[0] = frame[1] = frame[2] = 0;
	c->stack_pointer = frame;
	return 0;
}

static int
stack_adopt(struct context *c)
{
	c->stack_pointer = NULL;
	return 0;
}

static void
stack_end(struct context *c)
{
	(void)c;
}

static void
stack_switch(struct context *from, struct context *to)
{
	switch_stacks(&from->stack_pointer, to->stack_pointer);
}

#else

/* makecontext passes ints: a pointer goes in halves */
static void
begin_ucontext(unsigned entry_high, unsigned entry_low, unsigned high, unsigned low)
{
	void (*entry)(void *) = (void (*)(void *))(((uintptr_t)entry_high << 32) | entry_low);

	entry((void *)(((uintptr_t)high << 32) | low));
}

static int
stack_adopt(struct context *c)
{
	c->stack_pointer = calloc(1, sizeof(ucontext_t));
	return c->stack_pointer ? 0 : -1;
}

static int
stack_make(struct context *c, void (*entry)(void *), void *argument)
{
	uintptr_t e = (uintptr_t)entry;
	uintptr_t a = (uintptr_t)argument;
	ucontext_t *u;

	if (stack_adopt(c) != 0)
		return -1;
	u = c->stack_pointer;
	getcontext(u);
	u->uc_stack.ss_sp = c->bottom;
	u->uc_stack.ss_size = c->bytes;
	makecontext(u,
	            (void (*)(void))begin_ucontext,
	            4,
	            (unsigned)(e >> 32),
	            (unsigned)e,
	            (unsigned)(a >> 32),
	            (unsigned)a);
	return 0;
}

static void
stack_end(struct context *c)
{
	free(c->stack_pointer);
}

static void
stack_switch(struct context *from, struct context *to)
{
	swapcontext(from->stack_pointer, to->stack_pointer);
}

#endif

int
context_make(struct context *c, void *bottom, size_t bytes, void (*entry)(void *), void *argument)
{
	*c = (struct context){.bottom = bottom, .bytes = bytes, .made = true};
#ifdef THREAD_SANITIZER
	c->fiber = __tsan_create_fiber(0);
#endif
	return stack_make(c, entry, argument);
}

int
context_adopt(struct context *c)
{
	*c = (struct context){.bottom = NULL};
#ifdef THREAD_SANITIZER
	c->fiber = __tsan_get_current_fiber();
#endif
	return stack_adopt(c);
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
	stack_end(c);
}

#ifdef ADDRESS_SANITIZER
/* who is being left, so that an adopted context learns the bounds of its stack */
static _Thread_local struct context *leaving;
#endif

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
	stack_switch(from, to);
#ifdef ADDRESS_SANITIZER
	__sanitizer_finish_switch_fiber(fake, NULL, NULL);
#endif
}

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
