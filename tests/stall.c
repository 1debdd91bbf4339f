/*
 * What a blocking call does to the other coroutines of its thread. A call that
 * the seam knows holds up nobody (tests/hold.h tries each of them); one that it
 * does not know holds up all of them for as long as it takes, and that is what
 * the heartbeat shows.
 */
#include <time.h>

#include "runners/loop.h"
#include "tests/heartbeat.h"
#include "tests/slow_call.h"
#include "tests/tap.h"
#include "tests/trial.h"

static const struct slow_call *call;
static struct heartbeat heart;

static void
beat(void)
{
	heartbeat_run(&heart);
}

/* The heart beats already. From its last beat before the call to its next one lies the whole call,
 * if that lets nobody else go on. */
static void
act(void)
{
	const struct timespec moment = {.tv_nsec = 3000000};

	nanosleep(&moment, NULL);
	slow_call_make(call);
	atomic_store(&heart.over, true);
}

/* the longest gap between beats while one coroutine makes the call; 0: it could not be tried */
static uint64_t
gap_ns(const struct loop_engine *engine)
{
	static void (*const acts[])(void) = {beat, act};

	heart = (struct heartbeat){.over = false};
	if (trial_coroutines(engine, acts, 2) != 0 || heart.beats == 0)
		return 0;
	return heart.longest_ns;
}

/* The machine may hold us up too, and did, if it looks like the call: then once more. */
static void
try_hooked(const struct loop_engine *engine)
{
	uint64_t least_ns = UINT64_MAX;

	for (int k = 0; k < 5 && least_ns >= SLOW_NS / 2; k++) {
		uint64_t now = gap_ns(engine);

		least_ns = now && now < least_ns ? now : least_ns;
	}
	ok(least_ns < SLOW_NS / 2,
	   "%s: %s holds up nobody (%.1f ms)",
	   engine->name,
	   call->name,
	   (double)least_ns / 1e6);
}

static void
try_unhooked(const struct loop_engine *engine)
{
	uint64_t now = gap_ns(engine);

	ok(now >= SLOW_NS,
	   "%s: %s holds up all (%.1f ms)",
	   engine->name,
	   call->name,
	   (double)now / 1e6);
}

static void
on(const struct loop_engine *engine)
{
	for (call = slow_calls; call->name; call++)
		(call->seen ? try_unhooked : try_hooked)(engine);
}

int
main(void)
{
	trial_deadline(60);
	trial_loops(on);
	return done_testing();
}
