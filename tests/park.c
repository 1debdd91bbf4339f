/*
 * Park and wake: between threads, processes, coroutines, and any of them.
 */
#include "runners/park.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/loop.h"
#include "tests/tap.h"
#include "tests/trial.h"

#define NEVER UINT64_MAX

enum { ROUNDS = 200, CROWD = 100 };

/* in memory that processes share */
static struct shared {
	_Atomic uint32_t turn;  /* 0 or 1: whose */
	_Atomic uint32_t event; /* set once */
	_Atomic uint32_t tokens, taken;
	_Atomic uint32_t lock;
	uint32_t inside, most_inside, sum;
} * shared;

static void
await_turn(uint32_t mine)
{
	while (atomic_load(&shared->turn) != mine)
		if (park(&shared->turn, !mine, NEVER) != 0 && errno != EAGAIN)
			perror("# park");
}

static void
play(uint32_t mine)
{
	for (int k = 0; k < ROUNDS; k++) {
		await_turn(mine);
		atomic_store(&shared->turn, !mine);
		wake(&shared->turn, 1);
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

/* A lock of three states: free, held, and held while somebody may be parked. */

static void
lock(void)
{
	uint32_t is = 0;

	if (atomic_compare_exchange_strong(&shared->lock, &is, 1))
		return;
	while (atomic_exchange(&shared->lock, 2) != 0)
		park(&shared->lock, 2, NEVER);
}

static void
unlock(void)
{
	if (atomic_exchange(&shared->lock, 0) == 2)
		wake(&shared->lock, 1);
}

static void
count_in_turns(void)
{
	for (int k = 0; k < ROUNDS; k++) {
		lock();
		if (++shared->inside > shared->most_inside)
			shared->most_inside = shared->inside;
		shared->sum++;
		if (k % 8 == 0)
			usleep(10);
		shared->inside--;
		unlock();
	}
}

static void
on_event(void)
{
	while (atomic_load(&shared->event) == 0)
		park(&shared->event, 0, NEVER);
	atomic_fetch_add(&shared->taken, 1);
}

static void
set_event(void)
{
	usleep(5000);
	atomic_store(&shared->event, 1);
	wake(&shared->event, UINT32_MAX);
}

static void
take_token(void)
{
	for (;;) {
		uint32_t are = atomic_load(&shared->tokens);

		if (are == 0)
			park(&shared->tokens, 0, NEVER);
		else if (atomic_compare_exchange_strong(&shared->tokens, &are, are - 1))
			break;
	}
	atomic_fetch_add(&shared->taken, 1);
}

static void
give_tokens(void)
{
	for (int k = 0; k < CROWD; k++) {
		if (k % 10 == 0)
			usleep(1000);
		atomic_fetch_add(&shared->tokens, 1);
		wake(&shared->tokens, 1);
	}
}

static void
begin(void)
{
	*shared = (struct shared){.sum = 0};
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

/* Coroutines, with each other and with the world outside. */

static void (*outside)(void);

static void *
outside_thread(void *unused)
{
	outside();
	return unused;
}

/* the coroutines here, and the other in another thread or, with a loop too, in another process */
static bool
with_thread(const struct loop_engine *engine, void (*const *acts)(void), size_t count,
            void (*other)(void))
{
	pthread_t thread;
	int status;

	outside = other;
	if (pthread_create(&thread, NULL, outside_thread, NULL) != 0)
		return false;
	status = trial_coroutines(engine, acts, count);
	pthread_join(thread, NULL);
	return status == 0;
}

static bool
with_process(const struct loop_engine *engine, void (*const *acts)(void), size_t count,
             void (*other)(void))
{
	void (*const others[])(void) = {other};
	pid_t child = fork();
	int status = -1;

	if (child == 0)
		_exit(trial_coroutines(engine, others, 1) == 0 ? 0 : 1);
	return trial_coroutines(engine, acts, count) == 0 && waitpid(child, &status, 0) == child &&
	       status == 0;
}

static void
alone(const struct loop_engine *engine, void (*const *crowd)(void))
{
	static void (*const both[])(void) = {ping, pong};
	static void (*const timed[])(void) = {time_out};
	void (*one_more[CROWD + 1])(void);

	begin();
	ok(trial_coroutines(engine, both, 2) == 0, "%s: two by turns", engine->name);
	trial_coroutines(engine, timed, 1);
	answers_right(engine->name);
	begin();
	for (size_t k = 0; k < CROWD; k++)
		one_more[k] = on_event;
	one_more[CROWD] = set_event;
	trial_coroutines(engine, one_more, CROWD + 1);
	ok(shared->taken == CROWD, "%s: all are woken at once", engine->name);
	begin();
	for (size_t k = 0; k < CROWD; k++)
		one_more[k] = take_token;
	one_more[CROWD] = give_tokens;
	trial_coroutines(engine, one_more, CROWD + 1);
	ok(shared->taken == CROWD && shared->tokens == 0,
	   "%s: one is woken for each token",
	   engine->name);
	begin();
	trial_coroutines(engine, crowd, 8);
	ok(shared->most_inside == 1 && shared->sum == 8 * ROUNDS, "%s: a lock", engine->name);
}

static void
together(const struct loop_engine *engine, void (*const *crowd)(void), const char *whom,
         bool (*with)(const struct loop_engine *, void (*const *)(void), size_t, void (*)(void)))
{
	static void (*const one[])(void) = {ping};
	void (*all[CROWD])(void);

	begin();
	ok(with(engine, one, 1, pong), "%s and a %s by turns", engine->name, whom);
	begin();
	for (size_t k = 0; k < CROWD; k++)
		all[k] = on_event;
	ok(with(engine, all, CROWD, set_event) && shared->taken == CROWD,
	   "%s: all are woken by a %s",
	   engine->name,
	   whom);
	begin();
	for (size_t k = 0; k < CROWD; k++)
		all[k] = take_token;
	ok(with(engine, all, CROWD, give_tokens) && shared->taken == CROWD && shared->tokens == 0,
	   "%s: one token each from a %s",
	   engine->name,
	   whom);
	begin();
	ok(with(engine, crowd, 8, count_in_turns) && shared->most_inside == 1 &&
	           shared->sum == 9 * ROUNDS,
	   "%s: a lock shared with a %s",
	   engine->name,
	   whom);
}

static void
on(const struct loop_engine *engine)
{
	void (*crowd[8])(void);

	for (size_t k = 0; k < 8; k++)
		crowd[k] = count_in_turns;
	alone(engine, crowd);
	together(engine, crowd, "thread", with_thread);
	together(engine, crowd, "process", with_process);
}

static void
threads(void)
{
	pthread_t thread;

	begin();
	if (pthread_create(&thread, NULL, pong_thread, NULL) != 0)
		return;
	ping();
	pthread_join(thread, NULL);
	ok(1, "two threads by turns");
	time_out();
	answers_right("thread");
}

int
main(void)
{
	trial_deadline(30);
	shared = shared_memory(sizeof *shared);
	threads();
	trial_loops(on);
	return done_testing();
}
