/*
 * A memory watch counts all of very many processes, and the children of a process of many threads.
 */
#include "bench/memory.h"

#include <inttypes.h>
#include <pthread.h>
#include <unistd.h>

#include "tests/brood.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "tests/weight.h"

enum {
	CROWD = 1000,
	CROWD_BLOCK = 256 << 10,
	THREADS = 300, /* more than the watcher asks one by one */
};

static struct brood brood;
static struct memory_watch watch;

static void
processes(void)
{
	uint64_t peak;
	int n = 0;

	weight_begin(&watch, &brood);
	while (n < CROWD && brood_child(&brood, NULL, CROWD_BLOCK, 1) > 0)
		n++;
	brood_await(&brood, n);
	memory_watch_sample_now(&watch);
	peak = weight_end(&watch, &brood);
	if (n == CROWD)
		ok(peak >= (uint64_t)CROWD * CROWD_BLOCK,
		   "%d processes with 256 KiB each: %" PRIu64 " MiB",
		   n,
		   peak / MIB);
	else
		skip("only %d processes are allowed", n);
}

static void *
idle(void *gate)
{
	pthread_mutex_lock(gate);
	pthread_mutex_unlock(gate);
	return NULL;
}

static void
threads(void)
{
	static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
	pthread_t thread[THREADS];
	uint64_t peak;
	int n = 0;

	weight_begin(&watch, &brood);
	brood_child(&brood, NULL, BLOCK, 2);
	brood_await(&brood, 2);
	pthread_mutex_lock(&gate);
	while (n < THREADS && pthread_create(&thread[n], NULL, idle, &gate) == 0)
		n++;
	memory_watch_sample_now(&watch);
	pthread_mutex_unlock(&gate);
	while (n > 0)
		pthread_join(thread[--n], NULL);
	peak = weight_end(&watch, &brood);
	ok(peak >= 2 * (uint64_t)BLOCK,
	   "the children of a process of many threads: %" PRIu64 " MiB",
	   peak / MIB);
}

int
main(void)
{
	trial_deadline(60);
	setpgid(0, 0); /* to end all children at once, and nobody else */
	processes();
	threads();
	return done_testing();
}
