/*
 * What must not get lost at the edges: a wake for another thread when the run ends, a child that a task
 * forks, a descriptor that stays open, a time limit longer than the clock counts.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/loop.h"
#include "runners/park.h"
#include "tests/tap.h"
#include "tests/trial.h"

static void
nap(long ms)
{
	const struct timespec time = {.tv_nsec = ms * 1000000};

	nanosleep(&time, NULL);
}

/* A wake for one here and one elsewhere; the first must not take both. */

static _Atomic uint32_t word;
static bool parks_again;

static void
park_here(void)
{
	park(&word, 5, UINT64_MAX);
}

static void
wake_two(void)
{
	nap(100); /* the loop waits for the word now, and the thread has joined it */
	word = 6;
	wake(&word, 2);
	if (parks_again)
		park(&word, 6, clock_ns() + 300000000);
}

static void *
park_elsewhere(void *late)
{
	nap(50);
	*(bool *)late = park(&word, 5, clock_ns() + 5000000000) != 0 && errno != EAGAIN;
	return NULL;
}

static void
wakes(const struct loop_engine *engine)
{
	void (*const both[])(void) = {park_here, wake_two};
	pthread_t thread;
	bool late = true;

	word = 5;
	if (pthread_create(&thread, NULL, park_elsewhere, &late) != 0)
		return;
	trial_coroutines(engine, both, 2);
	pthread_join(thread, NULL);
	ok(!late,
	   "%s: a thread is woken, though the waker %s",
	   engine->name,
	   parks_again ? "parks again" : "ends");
}

/* A child does its own work only. */

static pid_t parent;

static void
work_where(void)
{
	nap(50);
	if (getpid() != parent)
		_exit(2);
	nap(100);
}

static int exit_status;

static void
fork_and_look(void)
{
	pid_t child = fork();

	if (child == 0) {
		nap(80);
		_exit(7);
	}
	if (waitpid(child, &exit_status, 0) != child)
		exit_status = -1;
}

static void
forks(const struct loop_engine *engine)
{
	void (*const acts[])(void) = {work_where, fork_and_look, work_where};

	parent = getpid();
	exit_status = 0;
	ok(trial_coroutines(engine, acts, 3) == 0 && getpid() == parent && WIFEXITED(exit_status) &&
	           WEXITSTATUS(exit_status) == 7,
	   "%s: a child that a task forks does its own work only",
	   engine->name);
}

/* A receive that others disturb in vain. */

static int pair[2];
static ssize_t got;
static char byte;

static void
receive(void)
{
	const struct timeval ages = {.tv_sec = 18446744074};

	setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &ages, sizeof ages);
	got = recv(pair[0], &byte, 1, 0);
}

static void
disturb(void)
{
	nap(30);
	dup2(-1, pair[0]);
	nap(300);
	(void)!write(pair[1], "x", 1);
}

static void
disturbs(const struct loop_engine *engine)
{
	void (*const both[])(void) = {receive, disturb};

	got = -2;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		return;
	trial_coroutines(engine, both, 2);
	ok(got == 1 && byte == 'x',
	   "%s: a dup2 that fails closes nothing, and a very long time limit does not pass",
	   engine->name);
	close(pair[0]);
	close(pair[1]);
}

static void
on(const struct loop_engine *engine)
{
	for (int again = 0; again < 2; again++) {
		parks_again = again;
		wakes(engine);
	}
	forks(engine);
	disturbs(engine);
}

int
main(void)
{
	trial_deadline(60);
	trial_loops(on);
	return done_testing();
}
