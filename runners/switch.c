#include "runners/switch.h"

#include <stdint.h>

#if (defined(__x86_64__) || defined(__aarch64__)) && !defined(CONVOY_UCONTEXT)

void switch_begin(void) __attribute__((visibility("hidden")));

#ifdef __x86_64__

/* the first switch to a place lands here, with entry and argument on top of the stack */
__asm__(".pushsection .text\n"
        ".type switch_begin, @function\n"
        "switch_begin:\n"
        "	popq %rbx\n"
        "	popq %rdi\n"
        "	xorl %ebp, %ebp\n" /* here a backtrace ends */
        "	callq *%rbx\n"
        "	ud2\n"
        ".size switch_begin, . - switch_begin\n"
        ".popsection\n");

static void
place_make(struct place *place, uintptr_t *top, uintptr_t entry, uintptr_t argument)
{
	/* at the call in switch_begin the stack is at a multiple of 16 */
	top[-2] = entry;
	top[-1] = argument;
	*place = (struct place){.stack = top - 2, .code = (void *)(uintptr_t)switch_begin};
}

#else

/* Ten registers and eight halves of vector registers that a call preserves, and the place to go on:
 * by br and not ret, whose target the
 * processor would predict from the other stack's calls. */
__asm__(".pushsection .text\n"
        ".globl switch_to\n"
        ".type switch_to, %function\n"
        ".p2align 6\n"
        "switch_to:\n"
        "	stp x29, x30, [sp, #-160]!\n"
        "	stp x19, x20, [sp, #16]\n"
        "	stp x21, x22, [sp, #32]\n"
        "	stp x23, x24, [sp, #48]\n"
        "	stp x25, x26, [sp, #64]\n"
        "	stp x27, x28, [sp, #80]\n"
        "	stp d8, d9, [sp, #96]\n"
        "	stp d10, d11, [sp, #112]\n"
        "	stp d12, d13, [sp, #128]\n"
        "	stp d14, d15, [sp, #144]\n"
        "	mov x9, sp\n"
        "	str x9, [x0]\n"
        "	ldr x9, [x1]\n"
        "	mov sp, x9\n"
        "	ldp x19, x20, [sp, #16]\n"
        "	ldp x21, x22, [sp, #32]\n"
        "	ldp x23, x24, [sp, #48]\n"
        "	ldp x25, x26, [sp, #64]\n"
        "	ldp x27, x28, [sp, #80]\n"
        "	ldp d8, d9, [sp, #96]\n"
        "	ldp d10, d11, [sp, #112]\n"
        "	ldp d12, d13, [sp, #128]\n"
        "	ldp d14, d15, [sp, #144]\n"
        "	ldp x29, x30, [sp], #160\n"
        "	mov x16, x30\n"
        "	br x16\n"
        ".size switch_to, . - switch_to\n"
        /* the first switch to a place lands here with entry in x19, argument in x20 */
        ".type switch_begin, %function\n"
        "switch_begin:\n"
        "	mov x0, x20\n"
        "	blr x19\n"
        "	brk #1\n"
        ".size switch_begin, . - switch_begin\n"
        ".popsection\n");

static void
place_make(struct place *place, uintptr_t *top, uintptr_t entry, uintptr_t argument)
{
	uintptr_t *frame = top - 20;

	frame[0] = 0; /* x29: here a backtrace ends */
	frame[1] = (uintptr_t)switch_begin;
	frame[2] = entry;
	frame[3] = argument;
	*place = (struct place){.stack = frame};
}

#endif

const bool switch_allocates = false;

int
switch_make(struct place *place, void *bottom, size_t bytes, void (*entry)(void *), void *argument)
{
	uintptr_t top = ((uintptr_t)bottom + bytes) & ~(uintptr_t)15;

	place_make(place, (uintptr_t *)top, (uintptr_t)entry, (uintptr_t)argument);
	return 0;
}

int
switch_adopt(struct place *place)
{
	*place = (struct place){.stack = NULL};
	return 0;
}

void
switch_end(struct place *place)
{
	*place = (struct place){.stack = NULL};
}

#endif
