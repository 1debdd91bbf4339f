/*
 * Contexts: what a function has in its registers and on its stack is the same when somebody switches
 * back to it.
 */
#include "runners/context.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "workloads/workload.h"

enum { STACK_BYTES = 256 << 10, OTHERS = 3, ROUNDS = 1000 };

static struct context home;

static struct other {
	struct context context;
	void *stack;
	void *argument;
	unsigned aligned;
	uint64_t sum;
	double product;
} others[OTHERS];

static struct other *
who(void *argument)
{
	struct other *self = argument;

	context_entered();
	self->argument = argument;
	return self;
}

/* a local that the ABI promises 16 bytes for, and code that may rely on it */
static void __attribute__((noinline)) note_alignment(struct other *self)
{
	_Alignas(16) char local[16] = "";
	/* the compiler would answer from what it was promised */
	volatile uintptr_t at = (uintptr_t)local;

	self->aligned = at % 16 == 0;
}

static void
take_turns(void *argument)
{
	struct other *self = who(argument);
	uint64_t sum = (uint64_t)(self - others);
	double product = 1.0 + (double)(self - others);

	note_alignment(self);
	for (int round = 0; round < ROUNDS; round++) {
		sum = scramble(sum);
		product = sqrt(product * 3.25);
		context_switch(&self->context, &home);
	}
	self->sum = sum;
	self->product = product;
	for (;;)
		context_switch(&self->context, &home);
}

/* the same without a switch */
static int
as_alone(const struct other *self)
{
	uint64_t sum = (uint64_t)(self - others);
	double product = 1.0 + (double)(self - others);

	for (int round = 0; round < ROUNDS; round++) {
		sum = scramble(sum);
		product = sqrt(product * 3.25);
	}
	return self->sum == sum && self->product == product;
}

static int
make(struct other *other, void (*entry)(void *))
{
	void *stack = aligned_alloc(4096, STACK_BYTES);

	*other = (struct other){.stack = stack};
	return stack ? context_make(&other->context, stack, STACK_BYTES, entry, other) : -1;
}

static void
end(struct other *other)
{
	void *stack = other->stack;

	context_end(&other->context);
	free(stack);
}

static void
turns(void)
{
	volatile double here = 0.1;
	int made = 1;

	for (int k = 0; k < OTHERS; k++)
		made = made && make(&others[k], take_turns) == 0;
	ok(made, "contexts are made");
	for (int round = 0; round <= ROUNDS; round++)
		for (int k = 0; k < OTHERS; k++) {
			context_switch(&home, &others[k].context);
			here = here * 1.0000001;
		}
	for (int k = 0; k < OTHERS; k++) {
		ok(others[k].argument == &others[k], "%d: its argument arrives", k);
		ok(others[k].aligned == 1, "%d: its stack is aligned to 16 bytes", k);
		ok(as_alone(&others[k]), "%d: its sums are those without switches", k);
		end(&others[k]);
	}
	ok(here > 0.1 && here < 0.101, "and so are ours");
}

/* uses most of the stack, and switches at the bottom of it */
static uint64_t __attribute__((noinline)) deep(struct other *self, unsigned depth)
{
	volatile unsigned char room[1024];
	uint64_t sum;

	memset((unsigned char *)(uintptr_t)room, (int)depth, sizeof room);
	if (depth == 0)
		context_switch(&self->context, &home);
	sum = depth ? deep(self, depth - 1) : 0;
	return sum + room[0] + room[sizeof room - 1];
}

static void
dive(void *argument)
{
	struct other *self = who(argument);

	self->sum = deep(self, 100);
	for (;;)
		context_switch(&self->context, &home);
}

static void
dives(void)
{
	if (!ok(make(&others[0], dive) == 0, "a context that goes deep"))
		return;
	context_switch(&home, &others[0].context);
	ok(others[0].sum == 0, "leaves from the bottom of its stack");
	context_switch(&home, &others[0].context);
	ok(others[0].sum == 2 * UINT64_C(5050), "and finds all of it again");
	end(&others[0]);
}

/* from one to the next without coming home in between */
static void
pass_on(void *argument)
{
	struct other *self = who(argument);
	size_t next = (size_t)(self - others) + 1;

	for (;;) {
		self->sum++;
		context_switch(&self->context, next < OTHERS ? &others[next].context : &home);
	}
}

static void
chain(void)
{
	for (int k = 0; k < OTHERS; k++)
		make(&others[k], pass_on);
	for (int round = 0; round < ROUNDS; round++)
		context_switch(&home, &others[0].context);
	for (int k = 0; k < OTHERS; k++) {
		ok(others[k].sum == ROUNDS, "%d: passes on to the next", k);
		end(&others[k]);
	}
}

int
main(void)
{
	ok(context_adopt(&home) == 0, "the stack we are on is adopted");
	turns();
	dives();
	chain();
	context_end(&home);
	return done_testing();
}
