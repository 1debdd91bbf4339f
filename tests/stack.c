/*
 * Stacks for coroutines: each is all there, none overlaps another, the last given back is the next
 * taken; and who grows beyond the end of one meets a page that faults.
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
all_there(struct stacks *s)
{
	char *stack[COUNT];
	bool whole = true;

	for (int k = 0; k < COUNT; k++) {
		stack[k] = stack_take(s);
		memset(stack[k], k + 1, s->bytes);
	}
	for (int k = 0; k < COUNT; k++)
		whole = whole && stack[k][0] == k + 1 && stack[k][s->bytes - 1] == k + 1 &&
		        memcmp(stack[k], stack[k] + 1, s->bytes - 1) == 0 &&
		        (uintptr_t)stack[k] % 16 == 0;
	ok(whole, "%d stacks, each aligned, and nobody else's", COUNT);
	stack_give(s, stack[7]);
	stack_give(s, stack[3]);
	ok(stack_take(s) == (void *)stack[3] && stack_take(s) == (void *)stack[7],
	   "the last one given is the next one taken");
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

	if (stacks_open(&s, count, BYTES) != 0) {
		ok(0, "%zu stacks", count);
		return;
	}
	first = stack_take(&s);
	second = stack_take(&s);
	ok(fault(first - 1) == SIGSEGV && fault(second - 1) == SIGSEGV,
	   "%zu stacks: a byte below one is a fault",
	   count);
	ok(fault(first - (size_t)sysconf(_SC_PAGESIZE)) == SIGSEGV,
	   "%zu stacks: and so is a page below",
	   count);
	ok(fault(first) == 0 && fault(first + s.bytes - 1) == 0,
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
	all_there(&s);
	stacks_close(&s);
	guards(2);
	guards(1000);
	ok(stacks_open(&s, 0, BYTES) == 0, "no stacks at all are no failure");
	stacks_close(&s);
	refuses("more than memory has addresses", (size_t)1 << 40, (size_t)1 << 20);
	refuses("stacks larger than memory", 1, (size_t)1 << 60);
	refuses("a number that wraps around", SIZE_MAX, SIZE_MAX / 2);
	return done_testing();
}
