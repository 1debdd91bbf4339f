/*
 * Who goes on next: the ready by turns, those that have not begun among them, sleepers in time, whoever
 * it was that switched to them; and a scheduler runs one errand after the other.
 */
#include "runners/scheduler.h"

#include <time.h>

#include "runners/clock.h"
#include "runners/coroutine_model.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { STACK_BYTES = 64 << 10, TURNS = 400, MANY = 500 };

static size_t tasks, begun, ended, early;
static size_t order[TURNS], orders;

static size_t
next(void *owner)
{
	(void)owner;
	return begun < tasks ? begun++ : NO_MORE;
}

/* run so many tasks, so many at once; the scheduler may be used again */
static int
run(struct scheduler *s, size_t count, void (*work)(void *, size_t))
{
	const struct errand errand = {next, work, NULL};

	tasks = count;
	begun = ended = early = orders = 0;
	return scheduler_run(s, &errand);
}

static void
note(size_t task)
{
	if (orders < TURNS)
		order[orders++] = task;
}

static void
take_turns(void *owner, size_t i)
{
	(void)owner;
	for (int k = 0; k < 10; k++) {
		note(i);
		coroutine_yield();
	}
	ended++;
}

static void
by_turns(struct scheduler *s)
{
	bool fair = true;
	size_t last[5] = {0};

	ok(run(s, 5, take_turns) == 0 && ended == 5 && orders == 50, "five yield ten times each");
	for (size_t k = 0; k < orders; k++) {
		size_t i = order[k];

		/* between two turns of one, all others have at most two */
		fair = fair && (last[i] == 0 || k + 1 - last[i] <= 10);
		last[i] = k + 1;
	}
	ok(fair, "none waits for long while others have turns");
}

static uint64_t
draw(uint64_t *seed)
{
	return *seed = scramble(*seed);
}

/* yields, so that others switch to it without the scheduler; and sleeps, which the scheduler must note */
static void
wander(void *owner, size_t i)
{
	uint64_t seed = i;

	(void)owner;
	for (int k = 0; k < 20; k++) {
		struct timespec nap = {.tv_nsec = (long)(draw(&seed) % 300000)};
		uint64_t from = clock_ns();

		if (draw(&seed) % 3 == 0) {
			nanosleep(&nap, NULL);
			early += clock_ns() < from + (uint64_t)nap.tv_nsec;
		} else
			coroutine_yield();
	}
	ended++;
}

static void
wandering(struct scheduler *s, const char *what)
{
	ok(run(s, MANY, wander) == 0 && ended == MANY, "%s: all that yield and sleep end", what);
	ok(early == 0, "%s: no sleep ends early", what);
}

static size_t turns;

static void
yield_or_end(void *owner, size_t i)
{
	(void)owner;
	if (i == 0)
		while (ended < MANY - 1) {
			turns++;
			coroutine_yield();
		}
	ended++;
}

static struct coroutine *sleeper;
static bool woken_early, in_time;

static void
sleep_long_or_wake(void *owner, size_t i)
{
	const uint64_t second_ns = 1000000000;
	const uint64_t from = clock_ns();

	(void)owner;
	if (i == 0) {
		sleeper = scheduler->running;
		coroutine_suspend_until(sleeper, from + 100 * second_ns);
		woken_early = clock_ns() < from + 50 * second_ns;
		coroutine_suspend_until(sleeper, clock_ns() + second_ns / 100);
		in_time = clock_ns() >= from + second_ns / 100;
	} else {
		coroutine_yield();
		coroutine_ready(sleeper);
		coroutine_ready(sleeper);
	}
	ended++;
}

int
main(void)
{
	struct scheduler s;
	struct scheduler narrow;
	int status;

	trial_deadline(60);
	ok(scheduler_open(&s, &coroutine_model, MANY, STACK_BYTES) == 0, "a scheduler");
	by_turns(&s);
	wandering(&s, "all at once");
	ok(scheduler_open(&narrow, &coroutine_model, 7, STACK_BYTES) == 0, "one of seven at once");
	wandering(&narrow, "seven at once");
	turns = 0;
	status = run(&s, MANY, yield_or_end);
	ok(status == 0 && ended == MANY && turns > MANY / 4,
	   "one that yields has its turns while others begin and end: %zu",
	   turns);
	ok(run(&s, 2, sleep_long_or_wake) == 0 && ended == 2 && woken_early && in_time,
	   "one that is made ready does not sleep on, and its deadline is forgotten");
	ok(run(&s, 0, wander) == 0, "no tasks are no failure");
	scheduler_close(&narrow);
	scheduler_close(&s);
	return done_testing();
}
