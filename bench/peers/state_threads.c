/*
 * State Threads, the library of coroutines for servers. Version 1.9 has no yield
 * of its own: the turn is handed round the threads by a condition for each, which
 * goes through the scheduler as well.
 */
#include <st.h>
#include <stdbool.h>
#include <stdlib.h>

#include "bench/peers/peer.h"
#include "runners/clock.h"

enum { TURNS = 10000000 };

struct ring {
	st_cond_t *turns;
	size_t n, rounds;
	uint64_t start_ns, elapsed_ns;
};

struct member {
	struct ring *ring;
	size_t place;
};

/* the first member keeps the time, from its second turn on: all others have begun by then */
static void *
member_run(void *argument)
{
	struct member *member = argument;
	struct ring *ring = member->ring;

	for (size_t i = 0; i <= ring->rounds; i++) {
		st_cond_wait(ring->turns[member->place]);
		if (member->place == 0 && i == 0)
			ring->start_ns = clock_ns();
		if (member->place == 0 && i == ring->rounds)
			ring->elapsed_ns = clock_ns() - ring->start_ns;
		st_cond_signal(ring->turns[(member->place + 1) % ring->n]);
	}
	return NULL;
}

static void
measure_yield(char **arguments)
{
	struct ring ring = {.n = number(arguments[0])};
	struct member *members = memory(ring.n, sizeof *members);
	st_thread_t *threads = memory(ring.n, sizeof(st_thread_t));

	st_init();
	st_randomize_stacks(1); /* or they would all compete for the same lines of the cache */
	ring.turns = memory(ring.n, sizeof(st_cond_t));
	ring.rounds = TURNS / ring.n + 1;
	for (size_t i = 0; i < ring.n; i++) {
		ring.turns[i] = st_cond_new();
		members[i] = (struct member){&ring, i};
		threads[i] = st_thread_create(member_run, &members[i], true, 0);
		if (!threads[i])
			fail("st_thread_create");
	}
	st_usleep(0);
	st_cond_signal(ring.turns[0]);
	for (size_t i = 0; i < ring.n; i++)
		st_thread_join(threads[i], NULL);
	print_ns("yield", ring.n, ring.elapsed_ns, (double)(ring.n * ring.rounds));
	free(ring.turns);
	free(members);
	free(threads);
}

static void *
nothing(void *argument)
{
	return argument;
}

static void
measure_spawn(char **arguments)
{
	size_t n = number(arguments[0]);
	uint64_t start;

	st_init();
	start = clock_ns();
	for (size_t i = 0; i < n; i++) {
		st_thread_t thread = st_thread_create(nothing, NULL, true, 0);

		if (!thread || st_thread_join(thread, NULL) != 0)
			fail("st_thread_create");
	}
	print_ns("spawn", n, clock_ns() - start, (double)n);
}

const struct figure figures[] = {
	{"yield", "N", measure_yield},
	{"spawn", "N", measure_spawn},
	{.name = NULL},
};
