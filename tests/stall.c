/*
 * What a blocking call does to the other coroutines of its thread. A call that
 * the seam knows holds up nobody; one that it does not know holds up all of
 * them for as long as it takes, and that is what the heartbeat shows.
 */
#include <stdio.h>
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

	if (slow_call_prepare(call) != 0) {
		perror("# sockets");
		return 0;
	}
	heart = (struct heartbeat){.over = false};
	if (trial_coroutines(engine, acts, 2) != 0 || heart.beats == 0)
		heart.longest_ns = 0;
	slow_call_clear();
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

int
main(void)
{
	static const struct loop_engine *const engines[] = {&loop_uring, &loop_epoll};

	trial_deadline(60);
	for (size_t e = 0; e < 2; e++) {
		if (!trial_loop_opens(engines[e])) {
			skip("no %s here", engines[e]->name);
			continue;
		}
		for (call = slow_calls; call->name; call++)
			(call->hooked ? try_hooked : try_unhooked)(engines[e]);
	}
	return done_testing();
}
