#include "tests/hold.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "runners/clock.h"
#include "runners/loop.h"
#include "tests/heartbeat.h"
#include "tests/tap.h"
#include "tests/trial.h"

/* in 40 ms; there may be one in each */
enum { BEATS = 8, LOOKS = 5 };

static const struct hold *current;
static struct heartbeat heart;
static bool right;
static uint64_t took_ns;

static void
beat(void)
{
	heartbeat_run(&heart);
}

static void
act(void)
{
	uint64_t start = clock_ns();

	right = current->act();
	took_ns = clock_ns() - start;
	atomic_store(&heart.over, true);
}

static void *
release(void *unused)
{
	const struct timespec hold = {.tv_nsec = HOLD_NS};

	nanosleep(&hold, NULL);
	current->release();
	return unused;
}

/* whether the call was made, and helped where it needs that */
static bool
made(const struct loop_engine *engine)
{
	static void (*const both[])(void) = {beat, act};
	const bool helped = current->release;
	pthread_t thread;
	int status;

	heart = (struct heartbeat){.over = false};
	right = false;
	if (helped && pthread_create(&thread, NULL, release, NULL) != 0)
		return false;
	status = trial_coroutines(engine, both, 2);
	if (helped)
		pthread_join(thread, NULL);
	return status == 0;
}

static const struct hold *table;
static size_t count;
static void (*prepare)(void), (*clear)(void);

/* a sleep of its own takes its time; the others may have lost some before they began to wait */
static bool
beats_on(void)
{
	return heart.beats >= BEATS && took_ns >= HOLD_NS / 2;
}

/* A machine that stands still for a moment stops hearts, too: who holds up others does so every time. */
static bool
holds_up_nobody(const struct loop_engine *engine)
{
	bool answered = true;
	int look = 0;

	do {
		prepare();
		answered = made(engine) && right;
		clear();
	} while (answered && !beats_on() && ++look < LOOKS);
	return answered && beats_on();
}

static void
on(const struct loop_engine *engine)
{
	for (current = table; current < table + count; current++)
		if (!ok(holds_up_nobody(engine),
		        "%s: %s holds up nobody",
		        engine->name,
		        current->name))
			printf("# %llu beats in %.1f ms; right: %d\n",
			       (unsigned long long)heart.beats,
			       (double)took_ns / 1e6,
			       right);
}

void
hold_none(const struct hold *calls, size_t calls_count, void (*before)(void), void (*after)(void))
{
	table = calls;
	count = calls_count;
	prepare = before;
	clear = after;
	trial_loops(on);
}
