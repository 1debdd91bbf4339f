/*
 * Stacks for coroutines: each is all there, and none overlaps another; who grows beyond the end of one
 * meets a page that faults, or kills a canary; and what was used of them can be told.
 */
#include "runners/stack.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"

enum { COUNT = 50, BYTES = 20000 };

static void
all_there(size_t bytes)
{
	struct stacks s;
	struct stack stack[COUNT];
	bool whole = stacks_open(&s, COUNT, bytes) == 0;

	for (int k = 0; whole && k < COUNT; k++) {
		stack[k] = stack_take(&s);
		memset(stack[k].bottom + 8, k + 1, stack[k].bytes - 8);
	}
	for (int k = 0; whole && k < COUNT; k++)
		whole = stack[k].bytes >= bytes - bytes / 16 && stack[k].bottom[8] == k + 1 &&
		        stack[k].bottom[stack[k].bytes - 1] == k + 1 &&
		        memcmp(stack[k].bottom + 8, stack[k].bottom + 9, stack[k].bytes - 9) == 0 &&
		        (uintptr_t)stack[k].bottom % 16 == 0 &&
		        stack_at(&s, (size_t)k).bottom == stack[k].bottom;
	ok(whole, "%d stacks of %zu bytes, each aligned, and nobody else's", COUNT, bytes);
	errno = 0;
	ok(!stack_take(&s).bottom, "... and no more than those");
	stacks_close(&s);
}

static void
canaries(void)
{
	struct stacks s;
	struct stack first;
	struct stack second;

	ok(stacks_open(&s, COUNT, 1000) == 0 && s.guard == GUARD_CANARY && s.bytes < 1100,
	   "below a page they are packed, with a canary");
	first = stack_take(&s);
	second = stack_take(&s);
	ok(stack_whole(first.bottom) && stack_whole(second.bottom), "it lives");
	memset(second.bottom - 1, 7, 2);
	ok(stack_whole(first.bottom) && !stack_whole(second.bottom),
	   "who writes below a stack kills its canary");
	stacks_close(&s);
}

static void
most_used(size_t bytes)
{
	struct stacks s;
	struct stack stack;

	stacks_open(&s, COUNT, bytes);
	for (int k = 0; k < 5; k++)
		stack = stack_take(&s);
	ok(stacks_most_used(&s) == 0, "%zu bytes: nothing is used of fresh stacks", bytes);
	stack.bottom[stack.bytes - 400] = 1;
	ok(stacks_most_used(&s) == 400, "%zu bytes: then the deepest byte says how much", bytes);
	stacks_close(&s);
}

/* the signal that ends a child that writes there, or 0 */
static int
fault(volatile char *at)
{
	const struct rlimit none = {0};
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGSEGV, SIG_DFL);
		signal(SIGBUS, SIG_DFL);
		*at = 1;
		_exit(0);
	}
	waitpid(child, &status, 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void
guards(size_t count)
{
	struct stacks s;
	char *first;
	char *second;
	size_t bytes;

	if (stacks_open(&s, count, BYTES) != 0) {
		ok(0, "%zu stacks", count);
		return;
	}
	first = stack_take(&s).bottom;
	bytes = stack_at(&s, 0).bytes;
	second = stack_take(&s).bottom;
	ok(stack_guards(&s, first - 1) && stack_guards(&s, second - 1) &&
	           !stack_guards(&s, first) && !stack_guards(&s, first + bytes - 1) &&
	           !stack_guards(&s, &s),
	   "%zu stacks: their guards are known by address",
	   count);
	ok(fault(first - 1) == SIGSEGV && fault(second - 1) == SIGSEGV,
	   "%zu stacks: a byte below one is a fault",
	   count);
	ok(fault(first - (size_t)sysconf(_SC_PAGESIZE)) == SIGSEGV,
	   "%zu stacks: and so is a page below",
	   count);
	ok(fault(first) == 0 && fault(first + bytes - 1) == 0,
	   "%zu stacks: its first byte and its last are not",
	   count);
	stacks_close(&s);
}

static void
refuses(const char *what, size_t count, size_t bytes)
{
	struct stacks s;

	errno = 0;
	ok(stacks_open(&s, count, bytes) == -1 && errno == ENOMEM, "%s are refused", what);
}

int
main(void)
{
	struct stacks s;

	ok(stacks_open(&s, COUNT, BYTES) == 0, "stacks are reserved");
	ok(s.bytes >= BYTES && s.bytes % (size_t)sysconf(_SC_PAGESIZE) == 0, "in whole pages");
	stacks_close(&s);
	all_there(BYTES);
	all_there(4096);
	all_there(512);
	canaries();
	most_used(BYTES);
	most_used(1024);
	guards(2);
	guards(1000);
	ok(stacks_open(&s, 0, BYTES) == 0, "no stacks at all are no failure");
	stacks_close(&s);
	refuses("more than memory has addresses", (size_t)1 << 40, (size_t)1 << 20);
	refuses("stacks larger than memory", 1, (size_t)1 << 60);
	refuses("a number that wraps around", SIZE_MAX, SIZE_MAX / 2);
	return done_testing();
}
