/*
 * What our locks, semaphores and queues cost beside those of libc: figures for their
 * makers, printed, never asserted. Ours may lie in memory that processes share, find
 * out about holders that died, and serve coroutines, too. Theirs and ours are measured by
 * turns: the median of the ratios, and the least and greatest of the rounds.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/suite.h"
#include "bench/suite_rival.h"
#include "runners/clock.h"
#include "runners/sync/mutex.h"
#include "runners/sync/queue.h"
#include "runners/sync/semaphore.h"

enum { ROUNDS = 31, THREADS_MAX = 8 };

#define NEVER UINT64_MAX

/* what the act of thread k uses; it is one of them */
static struct things {
	struct mutex mutex;
	struct semaphore semaphore;
	struct queue *queue;
	pthread_mutex_t pthread_mutex;
	sem_t sem;
	struct rival_queue *rival;
} things;

static unsigned inside, outside;

/* with a lock, and between two: so many steps, each of a few cycles */
static void
work(unsigned steps)
{
	for (volatile unsigned n = 0; n < steps; n++)
		;
}

static void
mutex_ours(size_t k)
{
	(void)k;
	mutex_lock(&things.mutex, NEVER);
	work(inside);
	mutex_unlock(&things.mutex);
	work(outside);
}

static void
mutex_theirs(size_t k)
{
	(void)k;
	pthread_mutex_lock(&things.pthread_mutex);
	work(inside);
	pthread_mutex_unlock(&things.pthread_mutex);
	work(outside);
}

static void
semaphore_ours(size_t k)
{
	(void)k;
	semaphore_acquire(&things.semaphore, NEVER);
	work(inside);
	semaphore_release(&things.semaphore);
	work(outside);
}

static void
semaphore_theirs(size_t k)
{
	(void)k;
	sem_wait(&things.sem);
	work(inside);
	sem_post(&things.sem);
	work(outside);
}

/* alone one puts and gets, else half of the threads put, and half get */

static void
both_ours(size_t k)
{
	uint64_t item;

	queue_put(things.queue, k, NEVER);
	queue_get(things.queue, &item, NEVER);
}

static void
both_theirs(size_t k)
{
	rival_put(things.rival, k);
	rival_get(things.rival);
}

static void
either_ours(size_t k)
{
	uint64_t item;

	if (k % 2)
		queue_put(things.queue, k, NEVER);
	else
		queue_get(things.queue, &item, NEVER);
}

static void
either_theirs(size_t k)
{
	if (k % 2)
		rival_put(things.rival, k);
	else
		rival_get(things.rival);
}

/* Measuring. */

struct bout {
	const char *what;
	void (*ours)(size_t k), (*theirs)(size_t k);
	size_t threads, times, capacity;
	unsigned inside, outside;
};

static const struct bout bouts[] = {
	{"mutex, alone", mutex_ours, mutex_theirs, 1, 1000000, 1, 0, 0},
	{"semaphore, alone", semaphore_ours, semaphore_theirs, 1, 1000000, 1, 0, 0},
	{"queue, alone", both_ours, both_theirs, 1, 500000, 64, 0, 0},
	{"mutex, 2 threads, held 1/4 of the time", mutex_ours, mutex_theirs, 2, 200000, 1, 50, 150},
	{"mutex, 2 threads, held all the time", mutex_ours, mutex_theirs, 2, 200000, 1, 50, 0},
	{"mutex, 8 threads, held 1/4 of the time", mutex_ours, mutex_theirs, 8, 50000, 1, 50, 150},
	{"mutex, 8 threads, held all the time", mutex_ours, mutex_theirs, 8, 50000, 1, 50, 0},
	{"semaphore, 2 threads", semaphore_ours, semaphore_theirs, 2, 200000, 1, 50, 50},
	{"semaphore, 8 threads", semaphore_ours, semaphore_theirs, 8, 50000, 1, 50, 50},
	{"queue of 64, 1 puts, 1 gets", either_ours, either_theirs, 2, 100000, 64, 0, 0},
	{"queue of 64, 4 put, 4 get", either_ours, either_theirs, 8, 25000, 64, 0, 0},
	{"queue of 1, 1 puts, 1 gets", either_ours, either_theirs, 2, 10000, 1, 0, 0},
};

struct fighter {
	pthread_t thread;
	pthread_barrier_t *gate;
	void (*act)(size_t k);
	size_t k, times;
	uint64_t start_ns, end_ns;
};

static void *
fight(void *argument)
{
	struct fighter *f = argument;

	pthread_barrier_wait(f->gate);
	f->start_ns = clock_ns();
	for (size_t n = 0; n < f->times; n++)
		f->act(f->k);
	f->end_ns = clock_ns();
	return NULL;
}

/* nanoseconds for each time that a thread acted */
static double
time_ns(const struct bout *bout, void (*act)(size_t k))
{
	struct fighter fighters[THREADS_MAX];
	pthread_barrier_t gate;
	uint64_t start_ns = UINT64_MAX;
	uint64_t end_ns = 0;

	pthread_barrier_init(&gate, NULL, (unsigned)bout->threads);
	for (size_t k = 0; k < bout->threads; k++) {
		fighters[k] =
			(struct fighter){.gate = &gate, .act = act, .k = k, .times = bout->times};
		if (pthread_create(&fighters[k].thread, NULL, fight, &fighters[k]) != 0)
			abort();
	}
	for (size_t k = 0; k < bout->threads; k++) {
		pthread_join(fighters[k].thread, NULL);
		if (fighters[k].start_ns < start_ns)
			start_ns = fighters[k].start_ns;
		if (fighters[k].end_ns > end_ns)
			end_ns = fighters[k].end_ns;
	}
	pthread_barrier_destroy(&gate);
	return (double)(end_ns - start_ns) / (double)(bout->threads * bout->times);
}

static void
prepare(const struct bout *bout)
{
	inside = bout->inside;
	outside = bout->outside;
	things = (struct things){.pthread_mutex = PTHREAD_MUTEX_INITIALIZER};
	semaphore_init(&things.semaphore, 1);
	sem_init(&things.sem, 0, 1);
	things.queue = malloc(queue_bytes(bout->capacity));
	things.rival = rival_new(bout->capacity);
	if (!things.queue)
		abort();
	queue_init(things.queue, bout->capacity);
}

static void
compare(const struct bout *bout)
{
	double ratio[ROUNDS];
	double ours_ns[ROUNDS];

	prepare(bout);
	for (size_t k = 0; k < ROUNDS; k++) {
		double theirs = k % 2 ? time_ns(bout, bout->theirs) : 0;

		ours_ns[k] = time_ns(bout, bout->ours);
		if (k % 2 == 0)
			theirs = time_ns(bout, bout->theirs);
		ratio[k] = ours_ns[k] / theirs;
	}
	suite_print(bout->what,
	            ratio,
	            ROUNDS,
	            "x",
	            bout->threads == 1 ? "goal: 1.2 of libc's time at most"
	                               : "goal: 1 of libc's time at most");
	suite_print("    ours", ours_ns, ROUNDS, "ns", "");
	free(things.queue);
	free(things.rival);
	sem_destroy(&things.sem);
}

int
main(void)
{
	suite_heading(ROUNDS);
	for (size_t k = 0; k < sizeof bouts / sizeof *bouts; k++)
		compare(&bouts[k]);
	return 0;
}
