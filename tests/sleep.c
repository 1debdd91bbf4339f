/*
 * Sleeping through the seam: never early, all at once, and with libc's answers.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runners/blocking.h"
#include "runners/clock.h"
#include "runners/loop.h"
#include "runners/runner.h"
#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { SLEEPERS = 200 };

static unsigned begun, asleep, most_asleep;
static size_t at_once;
static atomic_uint early;

static void
sleep_nanoseconds(uint64_t ns)
{
	struct timespec time = {.tv_nsec = (long)ns};
	struct timespec until;

	switch (ns / 1000 % 3) {
	case 0:
		nanosleep(&time, NULL);
		break;
	case 1:
		usleep((useconds_t)(ns / 1000));
		break;
	default:
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += time.tv_nsec;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
	}
}

static int
sleeper(const struct value *values, size_t i, uint64_t *result)
{
	uint64_t ns = 5000000 + scramble(i) % 20000 * 1000;
	uint64_t start;

	(void)values;
	/* under a sanitizer the last may begin long after the first */
	begun++;
	while (begun < at_once)
		usleep(500);
	start = clock_ns();
	if (++asleep > most_asleep)
		most_asleep = asleep;
	sleep_nanoseconds(ns);
	asleep--;
	if (clock_ns() - start < ns)
		early++;
	*result = ns;
	return 0;
}

/* the counters are one thread's: all sleepers are coroutines */
static void
overlap(const struct loop_engine *engine, size_t limit)
{
	static const struct workload workload = {.name = "sleeper", .task = sleeper};
	struct trial trial;

	at_once = limit < SLEEPERS ? limit : SLEEPERS;
	begun = 0;
	most_asleep = 0;
	early = 0;
	loop_choice = engine;
	trial = trial_run(runner_find("coroutine"), &workload, SLEEPERS, limit);
	ok(trial.status == 0 && early == 0, "%s: nobody wakes early", engine->name);
	ok(most_asleep == at_once && asleep == 0,
	   "%s: %zu sleep at once, if so many may",
	   engine->name,
	   limit);
	trial_end(&trial);
}

static uint64_t second_started, second_ended;

static void
sleep_second(void)
{
	second_started = clock_ns();
	if (sleep(1) == 0)
		second_ended = clock_ns();
}

static void
sleep_for_ages(void)
{
	/* in nanoseconds this is 2^64 and a bit */
	nanosleep(&(struct timespec){.tv_sec = 18446744074}, NULL);
	_exit(0);
}

static void
ages(const struct loop_engine *engine)
{
	static void (*const acts[])(void) = {sleep_for_ages};
	pid_t child = fork();

	if (child == 0) {
		trial_coroutines(engine, acts, 1);
		_exit(1);
	}
	usleep(900000);
	ok(waitpid(child, NULL, WNOHANG) == 0, "%s: 584 years are no short time", engine->name);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static void
on(const struct loop_engine *engine)
{
	static void (*const acts[])(void) = {sleep_second};

	overlap(engine, SLEEPERS);
	overlap(engine, 7);
	trial_coroutines(engine, acts, 1);
	ok(second_ended - second_started >= 1000000000, "%s: sleep(1)", engine->name);
	ages(engine);
}

static void
bad_nanoseconds(struct answer *a)
{
	ANSWER(a, nanosleep(&(struct timespec){.tv_nsec = 1000000000}, NULL));
}

static void
negative(struct answer *a)
{
	ANSWER(a, nanosleep(&(struct timespec){.tv_sec = -1}, NULL));
}

static void
bad_clock(struct answer *a)
{
	ANSWER(a, clock_nanosleep(12345, 0, &(struct timespec){.tv_nsec = 1}, NULL));
}

static void
bad_clock_until(struct answer *a)
{
	ANSWER(a, clock_nanosleep(12345, TIMER_ABSTIME, &(struct timespec){.tv_nsec = 1}, NULL));
}

static void
past(struct answer *a)
{
	const struct timespec then = {.tv_sec = 1};

	ANSWER(a, clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &then, NULL));
}

static void
keeps_errno(struct answer *a)
{
	errno = ENOTTY;
	usleep(1000);
	a->result = errno;
}

static void
no_time(struct answer *a)
{
	ANSWER(a, usleep(0) + (int)sleep(0));
}

static void *
helper(void *model)
{
	const void **seen = model;

	*seen = blocking_model;
	usleep(1000);
	return NULL;
}

/* a library's thread is no coroutine: its calls go straight to the kernel */
static void
thread_of_a_task(struct answer *a)
{
	const void *model = a;
	pthread_t thread;

	ANSWER(a, pthread_create(&thread, NULL, helper, (void *)&model));
	pthread_join(thread, NULL);
	a->digest = model != NULL;
}

static void
nothing(void)
{
}

static const struct semantics calls[] = {
	{"nanosleep of 1,000,000,000 ns in tv_nsec", bad_nanoseconds, NULL},
	{"nanosleep of a negative time", negative, NULL},
	{"clock_nanosleep on no clock", bad_clock, NULL},
	{"clock_nanosleep on no clock, absolute", bad_clock_until, NULL},
	{"clock_nanosleep until a time in the past", past, NULL},
	{"usleep keeps errno", keeps_errno, nothing},
	{"sleeps of no time", no_time, NULL},
	{"a thread that a task starts", thread_of_a_task, NULL},
};

int
main(void)
{
	trial_deadline(20);
	semantics_compare(calls, sizeof calls / sizeof *calls, nothing, nothing);
	trial_loops(on);
	return done_testing();
}
