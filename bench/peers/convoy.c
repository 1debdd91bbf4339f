/*
 * Convoy's own side: the coroutines of runners/, driven by a scheduler as the
 * coroutine runner drives it. Where a figure takes STACK, that is the bytes of a
 * coroutine's stack: fewer than a page are packed, and more have a guard page each.
 */
#include "bench/peers/convoy.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/peers/peer.h"
#include "runners/clock.h"
#include "runners/coroutine_model.h"
#include "runners/scheduler.h"

enum { TURNS = 10000000, SWITCH_STACK = 64 << 10 };

static size_t
next(void *owner)
{
	struct crowd *crowd = owner;

	return crowd->begun < crowd->n ? crowd->begun++ : NO_MORE;
}

static void
work(void *owner, size_t task)
{
	struct crowd *crowd = owner;

	crowd->work(crowd, task);
}

void
crowd_run(struct crowd *crowd, size_t stack_bytes)
{
	static struct scheduler all;
	static bool open;
	const struct errand errand = {next, work, crowd};

	if (!open && scheduler_open(&all, &coroutine_model, crowd->n, stack_bytes) != 0)
		fail("scheduler_open");
	open = true;
	if (scheduler_run(&all, &errand) != 0)
		fail(scheduler_failure);
}

static struct context here, there;

static void
return_turns(void *unused)
{
	(void)unused;
	context_entered();
	for (;;)
		context_switch(&there, &here);
}

static void
measure_switch(char **arguments)
{
	static _Alignas(64) char stack[SWITCH_STACK];
	size_t n = number(arguments[0]);
	uint64_t start;

	if (context_adopt(&here) != 0 ||
	    context_make(&there, stack, sizeof stack, return_turns, NULL) != 0)
		fail("context_make");
	context_switch(&here, &there);
	start = clock_ns();
	for (size_t i = 0; i < n; i += 2)
		context_switch(&here, &there);
	print_ns("switch", n, clock_ns() - start, (double)n);
	context_end(&there);
	context_end(&here);
}

/* the first keeps the time, from its second turn on: all others have begun by then */
static void
take_turns(struct crowd *crowd, size_t task)
{
	coroutine_yield();
	if (task == 0)
		crowd->start_ns = clock_ns();
	for (size_t i = 0; i < crowd->rounds; i++)
		coroutine_yield();
	if (task == 0)
		crowd->elapsed_ns = clock_ns() - crowd->start_ns;
}

static void
measure_yield(char **arguments)
{
	struct crowd crowd = {.n = number(arguments[0]), .work = take_turns};

	crowd.rounds = TURNS / crowd.n + 1;
	crowd_run(&crowd, number(arguments[1]));
	print_ns("yield", crowd.n, crowd.elapsed_ns, (double)(crowd.n * crowd.rounds));
}

static void
do_nothing(struct crowd *crowd, size_t task)
{
	(void)crowd, (void)task;
}

static void
take_one_turn(struct crowd *crowd, size_t task)
{
	(void)crowd, (void)task;
	coroutine_yield();
}

static void
measure_making(const char *figure, char **arguments, void (*task)(struct crowd *, size_t))
{
	struct crowd crowd = {.n = number(arguments[0]), .work = task};
	uint64_t start = clock_ns();

	crowd_run(&crowd, number(arguments[1]));
	print_ns(figure, crowd.n, clock_ns() - start, (double)crowd.n);
}

static void
measure_spawn(char **arguments)
{
	measure_making("spawn", arguments, do_nothing);
}

static void
measure_spawn_turn(char **arguments)
{
	measure_making("spawn-turn", arguments, take_one_turn);
}

static void
sleep_once(struct crowd *crowd, size_t task)
{
	uint64_t start = clock_ns();

	(void)task;
	nanosleep(&crowd->wait, NULL);
	crowd->early += clock_ns() - start < (uint64_t)crowd->wait.tv_sec * 1000000000;
}

static void
measure_sleep(char **arguments)
{
	struct crowd crowd = {.n = number(arguments[0]), .work = sleep_once};
	struct effort effort = effort_begin();

	crowd.wait.tv_sec = (time_t)number(arguments[1]);
	crowd_run(&crowd, number(arguments[2]));
	print_sleep(crowd.n, &effort);
	errno = EDOM;
	if (crowd.early > 0)
		fail("a task woke early");
}

/* ns for so many reads of 8 bytes, which are in the page cache */
static double
reads_ns(ssize_t (*call)(int, void *, size_t, off_t), int fd, size_t n)
{
	uint64_t start = clock_ns();
	char bytes[8];

	for (size_t i = 0; i < n; i++)
		if (call(fd, bytes, sizeof bytes, 0) != sizeof bytes)
			fail("pread");
	return (double)(clock_ns() - start);
}

static int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

/* In a thread without a model, as under the other runners: libc's pread and ours by turns, in parts
 * that are short, so that what disturbs one of a pair disturbs both or is left out by the median. */
static void
measure_seam(char **arguments)
{
	enum { PARTS = 501 };
	size_t n = number(arguments[0]) / PARTS + 1;
	ssize_t (*plain)(int, void *, size_t, off_t);
	void *address = dlsym(RTLD_NEXT, "pread");
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	double ratios[PARTS];

	memcpy(&plain, &address, sizeof plain);
	if (fd < 0 || !plain)
		fail("pread");
	for (int i = 0; i < PARTS; i++) {
		double first = reads_ns(i % 2 ? pread : plain, fd, n);
		double second = reads_ns(i % 2 ? plain : pread, fd, n);

		ratios[i] = i % 2 ? first / second : second / first;
	}
	close(fd);
	qsort(ratios, PARTS, sizeof *ratios, compare_doubles);
	printf("{\"figure\":\"seam\",\"n\":%zu,\"percent\":%.2f}\n",
	       n * PARTS,
	       100 * (ratios[PARTS / 2] - 1));
}

const struct figure figures[] = {
	{"switch", "N", measure_switch},
	{"yield", "N STACK", measure_yield},
	{"spawn", "N STACK", measure_spawn},
	{"spawn-turn", "N STACK", measure_spawn_turn},
	{"sleep", "N SECONDS STACK", measure_sleep},
	{"http", "HOST PORT CONNECTIONS SECONDS", measure_http},
	{"pread", "FILE CACHE TASKS SECONDS", measure_pread},
	{"seam", "N", measure_seam},
	{.name = NULL},
};
