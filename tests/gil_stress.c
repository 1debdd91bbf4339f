/*
 * The lock under thousands of forced switches, with random designs, intervals, holders, waits and early
 * ends: nobody's wake-up is lost, or the program is killed; and under the designs that promise it,
 * nobody starves.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "runners/blocking.h"
#include "runners/clock.h"
#include "runners/gil.h"
#include "runners/park.h"
#include "runners/runner.h"
#include "runners/tally.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { ROUNDS = 8, DROPS = 2000, THREADS_MOST = 9, TASKS = 24, STEPS = 100 };

static uint64_t seed;
static volatile uint64_t shared;
static _Atomic uint64_t added;

static uint64_t
draw(uint64_t *state, uint64_t below)
{
	return (*state = scramble(*state)) % below;
}

static void
act(uint64_t *state)
{
	static _Atomic uint32_t word;
	struct timespec moment = {.tv_nsec = (long)draw(state, 60000)};

	switch (draw(state, 40)) {
	case 0:
		nanosleep(&moment, NULL);
		break;
	case 1:
		if (read(-1, &moment, 1) == 0)
			abort();
		break;
	case 2:
		park(&word, 0, clock_ns() + draw(state, 60000));
		break;
	case 3:
		wake(&word, 1);
		break;
	default:
		for (uint64_t k = draw(state, 300); k > 0; k--) {
			for (int step = 0; step < STEPS; step++)
				shared = shared + 1;
			atomic_fetch_add_explicit(&added, STEPS, memory_order_relaxed);
			checkpoint();
		}
	}
}

/* some end at once, some live long; a few fail */
static int
random_task(const struct value *values, size_t i, uint64_t *result)
{
	uint64_t state = seed + i * 7919;
	uint64_t acts = draw(&state, 4) == 0 ? 0 : draw(&state, 300);

	*result = i;
	for (uint64_t k = 0; k < acts; k++)
		act(&state);
	return values[0].number && i + 3 > TASKS ? workload_fail("on purpose") : 0;
}

static const struct workload random_work = {.name = "random", .task = random_task};

static struct gil_count
run_random(const struct gil_knobs *knobs, const char *runner, size_t threads, bool fails)
{
	const struct value values[VALUES] = {{.number = fails}};
	struct tally *t = tally_new(TASKS);
	struct job job = {.workload = &random_work,
	                  .values = values,
	                  .workers = threads,
	                  .in_flight = threads,
	                  .gil = knobs,
	                  .tally = t};
	struct gil_count count;
	int status;

	shared = 0;
	added = 0;
	status = runner_run(runner_find(runner), &job);
	count = t->gil;
	if ((status != 0) != fails || shared != added)
		ok(0,
		   "seed %llu, %s, %s, %zu threads: status %d, %llu of %llu steps",
		   (unsigned long long)seed,
		   runner,
		   knobs->design->name,
		   threads,
		   status,
		   (unsigned long long)shared,
		   (unsigned long long)added);
	tally_free(t);
	return count;
}

static void
stress(const struct gil_design *design)
{
	uint64_t state = clock_ns();
	uint64_t switches = 0;
	uint64_t drops = 0;

	printf("# %s: seeds after %llu\n", design->name, (unsigned long long)state);
	for (int round = 0; round < ROUNDS || drops < DROPS; round++) {
		struct gil_knobs knobs = gil_preset;
		struct gil_count count;

		seed = draw(&state, UINT32_MAX);
		knobs.design = design;
		knobs.switch_interval_ns = 1000 + draw(&state, draw(&state, 3) ? 20000 : 1000000);
		knobs.checkpoint_every = 1 + (draw(&state, 4) ? 0 : draw(&state, 9));
		count = run_random(&knobs,
		                   draw(&state, 2) ? "gil-thread" : "gil-thread-pool",
		                   1 + draw(&state, THREADS_MOST),
		                   draw(&state, 5) == 0);
		switches += count.forced_switches;
		drops += count.drops;
	}
	ok(drops >= DROPS,
	   "%s: after %llu drops, %llu of them to another, everybody got home",
	   design->name,
	   (unsigned long long)drops,
	   (unsigned long long)switches);
}

/* Threads that only compute have about the same of it: each gets its turns while the others spin. */

enum { PEERS = 4, TURNS = 40 };

static _Atomic uint64_t turns[PEERS];
static volatile size_t holder = SIZE_MAX;

static bool
all_had_turns(void)
{
	for (size_t k = 0; k < PEERS; k++)
		if (turns[k] < TURNS)
			return false;
	return true;
}

static int
fair_task(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	*result = i;
	while (!all_had_turns()) {
		if (holder != i) {
			holder = i;
			turns[i]++;
		}
		checkpoint();
	}
	return 0;
}

static const struct workload fair = {.name = "fair", .task = fair_task};

static void
nobody_starves(const struct gil_design *design)
{
	static const struct value values[VALUES];
	struct gil_knobs knobs = gil_preset;
	struct tally *t = tally_new(PEERS);
	struct job job = {.workload = &fair,
	                  .values = values,
	                  .workers = PEERS,
	                  .in_flight = PEERS,
	                  .gil = &knobs,
	                  .tally = t};
	uint64_t most = 0;
	int status;

	knobs.design = design;
	knobs.switch_interval_ns = 200000;
	for (size_t k = 0; k < PEERS; k++)
		turns[k] = 0;
	status = runner_run(runner_find("gil-thread-pool"), &job);
	for (size_t k = 0; k < PEERS; k++)
		most = turns[k] > most ? turns[k] : most;
	ok(status == 0 && most < (uint64_t)20 * TURNS,
	   "%s: when the last of %d has had its %d turns, nobody has had more than %llu",
	   design->name,
	   PEERS,
	   TURNS,
	   (unsigned long long)most);
	tally_free(t);
}

int
main(void)
{
	trial_deadline(170);
	for (const struct gil_design *const *d = gil_designs; *d; d++) {
		if (!(*d)->take)
			continue;
		stress(*d);
		if ((*d)->asks && strcmp((*d)->name, "unforced") != 0)
			nobody_starves(*d);
	}
	return done_testing();
}
