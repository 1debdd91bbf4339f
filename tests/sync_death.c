/*
 * A holder that dies: whoever waits for what it had is told so, be the holder a thread that ends or a process
 * that is killed, and whoever waits a thread, a process or a coroutine; and a waiter that dies.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/sync/holder.h"
#include "runners/sync/mutex.h"
#include "runners/sync/queue.h"
#include "runners/sync/rlock.h"
#include "tests/company.h"
#include "tests/tap.h"
#include "tests/trial.h"

#define NEVER UINT64_MAX

enum { WAITERS = 40 };

/* in memory that processes share */
static struct shared {
	struct mutex mutex;
	struct rlock rlock;
	_Atomic uint32_t held, parked, dies;
} * shared;
static struct queue *queue;

/* its mutex is its first member */
static struct mutex *
queue_mutex(void)
{
	return (struct mutex *)(void *)queue;
}

/* take all, and die when told to */
static void
take_all(void)
{
	if (mutex_lock(&shared->mutex, 0) != 0 || rlock_lock(&shared->rlock, 0) != 0 ||
	    mutex_lock(queue_mutex(), 0) != 0)
		return;
	atomic_store(&shared->held, 1);
	while (atomic_load(&shared->dies) == 0)
		usleep(1000);
}

static void *
end_with_all(void *nothing)
{
	take_all();
	return nothing;
}

static bool
begin(void)
{
	*shared = (struct shared){.held = 0};
	queue_init(queue, 1);
	return queue_put(queue, 1, 0) == 0;
}

static bool
told(int status)
{
	return status == -1 && errno == EOWNERDEAD;
}

/* one of many ways to wait for the dead */
static bool
be_told(size_t k)
{
	uint64_t item;
	uint64_t deadline = clock_ns() + UINT64_C(60000000000);

	atomic_fetch_add(&shared->parked, 1);
	if (k == 0) {
		while (atomic_load(&shared->parked) < WAITERS)
			usleep(1000);
		usleep(2000);
		atomic_store(&shared->dies, 1);
	}
	switch (k % 6) {
	case 0:
		return told(mutex_lock(&shared->mutex, NEVER));
	case 1:
		return told(mutex_lock(&shared->mutex, deadline));
	case 2:
		return told(rlock_lock(&shared->rlock, NEVER)) &&
		       rlock_unlock(&shared->rlock) == -1 && errno == EPERM;
	case 3:
		return told(queue_get(queue, &item, NEVER));
	case 4:
		return told(queue_put(queue, 1, deadline)) && told(queue_join(queue, NEVER));
	default:
		while (mutex_lock(&shared->mutex, 0) == -1 && errno == ETIMEDOUT)
			usleep(1000);
		return errno == EOWNERDEAD && told(mutex_lock(&shared->mutex, 0));
	}
}

static void
thread_ends(const struct company *company)
{
	pthread_t thread;

	if (!begin() || pthread_create(&thread, NULL, end_with_all, NULL) != 0)
		return;
	while (atomic_load(&shared->held) == 0)
		usleep(1000);
	ok(company_meet(company, be_told, WAITERS),
	   "%s: a thread ended with what they wait for: all are told",
	   company->name);
	pthread_join(thread, NULL);
}

/* one that is killed as soon as told to; it is reaped at once, or stays a zombie */
static pid_t
process_to_kill(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		take_all();
		raise(SIGKILL);
		_exit(1);
	}
	while (pid > 0 && atomic_load(&shared->held) == 0)
		usleep(1000);
	return pid;
}

static void
process_is_killed(const struct company *company)
{
	pid_t pid = begin() ? process_to_kill() : -1;

	ok(pid > 0 && company_meet(company, be_told, WAITERS),
	   "%s: a process was killed with what they wait for: all are told",
	   company->name);
	waitpid(pid, NULL, 0); /* unless the runner has reaped it with its own */
}

/* A process of which nothing is left. */
static void
gone(void)
{
	pid_t pid = begin() ? process_to_kill() : -1;
	uint64_t item;

	atomic_store(&shared->dies, 1);
	ok(pid > 0 && waitpid(pid, NULL, 0) == pid && told(mutex_lock(&shared->mutex, NEVER)) &&
	           told(queue_get(queue, &item, 0)) && told(queue_join(queue, 0)) &&
	           told(queue_task_done(queue)) && (queue_close(queue), true),
	   "a process is gone without a trace: who comes later is told");
}

/* Parked for an item, not for the mutex, when somebody dies in the queue. */

static bool
expect_item(size_t k)
{
	uint64_t item;

	(void)k;
	return told(queue_get(queue, &item, NEVER));
}

static void
die_inside(void)
{
	usleep(30000);
	mutex_lock(queue_mutex(), NEVER);
	raise(SIGKILL);
}

static void
inside_queue(const struct company *company)
{
	pid_t pid;

	begin();
	queue_init(queue, 1);
	pid = fork();
	if (pid == 0)
		die_inside();
	ok(pid > 0 && company_meet(company, expect_item, WAITERS),
	   "%s: somebody was killed within the queue where they wait for an item: all are told",
	   company->name);
	waitpid(pid, NULL, 0);
}

/* Who waits dies; those behind it go on. */

static bool
have_it(size_t k)
{
	(void)k;
	if (mutex_lock(&shared->mutex, NEVER) != 0)
		return false;
	mutex_unlock(&shared->mutex);
	return true;
}

static void
waiter_dies(void)
{
	pid_t pid[WAITERS];
	bool well = begin() && mutex_lock(&shared->mutex, 0) == 0;
	int status;

	for (size_t k = 0; k < WAITERS; k++)
		if ((pid[k] = fork()) == 0) {
			atomic_fetch_add(&shared->parked, 1);
			_exit(have_it(k) ? 0 : 1);
		}
	while (atomic_load(&shared->parked) < WAITERS)
		usleep(1000);
	usleep(5000);
	mutex_unlock(&shared->mutex);
	for (size_t k = 0; k < WAITERS; k += 2)
		kill(pid[k], SIGKILL);
	for (size_t k = 0; k < WAITERS; k++)
		well = waitpid(pid[k], &status, 0) == pid[k] &&
		       (k % 2 == 0 || status == 0 || WEXITSTATUS(status) == 1) && well;
	ok(well, "of those who wait every other one is killed: the rest does not hang");
}

/* Numbers that are given again. */

/* the mutex as a dead holder has left it whose number another thread has now */
static void
number_given_again(void)
{
	struct holder me = holder_self();
	const uint64_t an_hour_ns = UINT64_C(3600000000000);
	struct mutex mutex = {.word = me.thread, .seen_ns = 1};
	pid_t living = fork();
	bool told_both;

	if (living == 0) {
		pause();
		_exit(0);
	}
	told_both = told(mutex_lock(&mutex, NEVER));
	mutex = (struct mutex){.word = (uint32_t)living, .seen_ns = 1};
	ok(told_both && told(mutex_lock(&mutex, NEVER)),
	   "the holder's number was given to the caller, or to another one: it is told");
	mutex = (struct mutex){.word = (uint32_t)living, .seen_ns = me.seen_ns + an_hour_ns};
	ok(mutex_lock(&mutex, clock_ns() + 50000000) == -1 && errno == ETIMEDOUT &&
	           !holder_died((uint32_t)living, 0),
	   "a holder that lives is none that died");
	kill(living, SIGKILL);
	waitpid(living, NULL, 0);
	ok(holder_died((uint32_t)living, 0), "one that is gone is");
}

/* who tries one lock after the other, the first of which has a holder that lives, finds out of the second */
static void
tries_by_turns(void)
{
	const uint64_t an_hour_ns = UINT64_C(3600000000000);
	struct mutex pair[2] = {{.word = 0}};
	pid_t dead = fork();
	pid_t living;
	bool is_told = false;

	if (dead == 0)
		_exit(0);
	living = fork();
	if (living == 0) {
		pause();
		_exit(0);
	}
	waitpid(dead, NULL, 0);
	pair[0] = (struct mutex){.word = (uint32_t)living,
	                         .seen_ns = holder_self().seen_ns + an_hour_ns};
	pair[1] = (struct mutex){.word = (uint32_t)dead, .seen_ns = 1};
	for (int tries = 0; tries < 300 && !is_told; tries++) {
		usleep(1000);
		if (told(mutex_lock(&pair[0], 0)))
			break;
		is_told = told(mutex_lock(&pair[1], 0));
	}
	ok(is_told, "who only tries two locks by turns is told that one of the holders died");
	kill(living, SIGKILL);
	waitpid(living, NULL, 0);
}

/* A forked child is another holder than its parent. */
static void
child_is_another(void)
{
	int status = -1;
	pid_t pid;

	begin();
	mutex_lock(&shared->mutex, NEVER);
	pid = fork();
	if (pid == 0)
		_exit(!mutex_mine(&shared->mutex) && mutex_lock(&shared->mutex, 0) == -1 &&
		                      errno == ETIMEDOUT
		              ? 0
		              : 1);
	ok(waitpid(pid, &status, 0) == pid && status == 0 && mutex_mine(&shared->mutex),
	   "who forks still holds it, and the child does not");
}

int
main(void)
{
	trial_deadline(120);
	shared = shared_memory(sizeof *shared);
	queue = shared_memory(queue_bytes(1));
	child_is_another();
	number_given_again();
	tries_by_turns();
	gone();
	company_each(thread_ends);
	company_each(process_is_killed);
	company_each(inside_queue);
	waiter_dies();
	return done_testing();
}
