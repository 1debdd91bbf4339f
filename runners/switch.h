#ifndef RUNNERS_SWITCH_H
#define RUNNERS_SWITCH_H

#include <stdbool.h>
#include <stddef.h>

/*
 * From one stack to another: own assembly for x86-64 and aarch64, ucontext
 * elsewhere and with CONVOY_UCONTEXT defined. The floating-point environment is
 * not switched: to load another MXCSR costs 60 ns on a recent x86.
 */

/* where on its stack somebody goes on */
struct place {
	void *stack; /* its pointer; or the ucontext_t */
	void *code;
	void *frame; /* its pointer */
};

/* the place from which entry(argument) begins on that stack; entry must never return. 0, or -1
 * with errno set */
int switch_make(struct place *, void *bottom, size_t bytes, void (*entry)(void *), void *argument);

/* a place for the stack we are on, to be filled by leaving it. 0, or -1 with errno set */
int switch_adopt(struct place *);

/* give back what make or adopt allocated */
void switch_end(struct place *);

/* where the stack of the caller ends now, or a little above */
static inline __attribute__((always_inline)) const char *
stack_pointer(void)
{
#if defined(__x86_64__)
	const char *at;

	__asm__("movq %%rsp, %0" : "=r"(at));
	return at;
#else
	return __builtin_frame_address(0);
#endif
}

/* whether they allocate */
extern const bool switch_allocates;

#if defined(__x86_64__) && !defined(CONVOY_UCONTEXT)

/*
 * Leave for `to`, and note in `from` where we left. It is inline, and ends with a jump: a call
 * that does not return to its caller, or a return that does not go where its call came from,
 * makes the processor predict all returns that follow wrongly. The compiler itself saves what
 * is live of the registers that are named as lost.
 */
static inline void
switch_to(struct place *from, const struct place *to)
{
	__asm__ volatile("leaq 1f(%%rip), %%rax\n\t"
	                 "movq %%rsp, (%[from])\n\t"
	                 "movq %%rax, 8(%[from])\n\t"
	                 "movq %%rbp, 16(%[from])\n\t"
	                 "movq (%[to]), %%rsp\n\t"
	                 "movq 16(%[to]), %%rbp\n\t"
	                 "jmpq *8(%[to])\n"
	                 "1:"
	                 : [from] "+D"(from), [to] "+S"(to)
	                 :
	                 : "rax",
	                   "rbx",
	                   "rcx",
	                   "rdx",
	                   "r8",
	                   "r9",
	                   "r10",
	                   "r11",
	                   "r12",
	                   "r13",
	                   "r14",
	                   "r15",
	                   "xmm0",
	                   "xmm1",
	                   "xmm2",
	                   "xmm3",
	                   "xmm4",
	                   "xmm5",
	                   "xmm6",
	                   "xmm7",
	                   "xmm8",
	                   "xmm9",
	                   "xmm10",
	                   "xmm11",
	                   "xmm12",
	                   "xmm13",
	                   "xmm14",
	                   "xmm15",
	                   "cc",
	                   "memory");
}

#else

/* leave for `to`, and note in from where we left */
void switch_to(struct place *from, const struct place *to);

#endif

#endif
