/*
 * Park and wake: what they answer, in a thread and in a coroutine; and two who park by turns, be they
 * threads, processes or coroutines.
 */
#include "runners/park.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>

#include "runners/clock.h"
#include "runners/loop.h"
#include "runners/trace.h"
#include "tests/party.h"
#include "tests/tap.h"
#include "tests/trial.h"

#define NEVER UINT64_MAX

enum { ROUNDS = 200 };

/* 0 or 1: whose turn it is; in memory that processes share */
static _Atomic uint32_t *turn;

static void
play(uint32_t mine)
{
	for (int k = 0; k < ROUNDS; k++) {
		while (atomic_load(turn) != mine)
			if (park(turn, !mine, NEVER) != 0 && errno != EAGAIN)
				perror("# park");
		atomic_store(turn, !mine);
		wake(turn, 1);
	}
}

static void
ping(void)
{
	play(0);
}

static void
pong(void)
{
	play(1);
}

static void *
pong_thread(void *unused)
{
	pong();
	return unused;
}

static void
by_turns(const struct loop_engine *engine, const struct party *party)
{
	atomic_store(turn, 0);
	ok(party->meet(engine, ping, 1, pong),
	   "%s: a coroutine and a %s by turns",
	   engine->name,
	   party->with);
}

static void
threads_by_turns(void)
{
	pthread_t thread;

	atomic_store(turn, 0);
	if (pthread_create(&thread, NULL, pong_thread, NULL) != 0)
		return;
	ping();
	pthread_join(thread, NULL);
	ok(1, "two threads by turns");
}

/* With time. */

static int answers[4];
static bool early;

static void
time_out(void)
{
	_Atomic uint32_t word = 5;
	uint64_t deadline = clock_ns() + 5000000;

	errno = 0;
	answers[0] = park(&word, 5, deadline) < 0 ? errno : 0;
	early = clock_ns() < deadline;
	answers[1] = park(&word, 4, NEVER) < 0 ? errno : 0;
	answers[2] = park(&word, 5, 1) < 0 ? errno : 0;
	errno = ENOTTY;
	wake(&word, 1);
	answers[3] = errno;
}

static void
answers_right(const char *where)
{
	ok(answers[0] == ETIMEDOUT && !early && answers[1] == EAGAIN && answers[2] == ETIMEDOUT &&
	           answers[3] == ENOTTY,
	   "%s: the deadline, never early; another value; no time",
	   where);
}

/* What is seen of it in a run that is observed: it awaits others, and waits for nothing else. */

static void
park_a_while(void)
{
	_Atomic uint32_t word = 0;

	park(&word, 0, clock_ns() + 2000000);
}

static void
awaits_seen(const char *where)
{
	size_t awaits = 0;
	size_t waits = 0;

	for (size_t k = 0; k < atomic_load(&trace->used) && k < trace->size; k++) {
		awaits += trace->segment[k].state == TASK_AWAITS;
		waits += trace->segment[k].state == TASK_WAITS;
	}
	ok(awaits == 1 && waits == 0, "%s: observed, a parked task awaits another one", where);
	trace_close();
}

static void
thread_observed(void)
{
	if (trace_open(64) != 0)
		return;
	trace_task_begins(0, clock_ns());
	park_a_while();
	trace_task_ends();
	awaits_seen("thread");
}

static void
observed(const struct loop_engine *engine)
{
	static void (*const acts[])(void) = {park_a_while};

	if (trace_open(64) != 0)
		return;
	trial_coroutines(engine, acts, 1);
	awaits_seen(engine->name);
}

static void
on(const struct loop_engine *engine)
{
	static void (*const timed[])(void) = {time_out};

	for (size_t k = 0; k < 4; k++)
		answers[k] = 0;
	trial_coroutines(engine, timed, 1);
	answers_right(engine->name);
}

int
main(void)
{
	trial_deadline(30);
	turn = shared_memory(sizeof *turn);
	threads_by_turns();
	party_each(by_turns);
	time_out();
	answers_right("thread");
	trial_loops(on);
	thread_observed();
	trial_loops(observed);
	return done_testing();
}
