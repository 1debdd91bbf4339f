/*
 * What a memory watch counts: private and shared memory, of all descendants but those that are to be
 * ignored, and a peak that nobody asked about.
 */
#include "bench/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/brood.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "tests/weight.h"

static struct brood brood;
static struct memory_watch watch;

/* by one sample, which is asked for while so many are there; 0: it failed */
static uint64_t
peak_of(int count)
{
	uint64_t peak;
	int status;

	brood_await(&brood, count);
	status = memory_watch_sample_now(&watch);
	peak = weight_end(&watch, &brood);
	return status == 0 ? peak : 0;
}

static void
private_memory(void)
{
	weight_begin(&watch, &brood);
	for (int i = 0; i < 2; i++)
		brood_child(&brood, NULL, BLOCK, 2);
	weight_near(peak_of(4),
	            4 * (uint64_t)BLOCK,
	            "two children and two grandchildren with 32 MiB each");
	ok(watch.samples >= 2 && watch.peak_ns > 0,
	   "%" PRIu64 " samples were counted",
	   watch.samples);
}

static void
shared_by_four(void)
{
	char *shared = block_new(BLOCK, MAP_SHARED);

	weight_begin(&watch, &brood);
	for (int i = 0; i < 4; i++)
		brood_child(&brood, shared, BLOCK, 1);
	weight_near(peak_of(4), BLOCK, "32 MiB that four children share");
	munmap(shared, BLOCK);
}

static void
ignored(void)
{
	int status = 0;
	pid_t server;

	weight_begin(&watch, &brood);
	server = brood_child(&brood, NULL, BLOCK, 2);
	for (int i = 0; i < MEMORY_IGNORED_MAX; i++)
		status |= memory_watch_ignore(&watch, server);
	ok(status == 0 && memory_watch_ignore(&watch, server) == -1 && errno == ENOSPC,
	   "so many can be ignored and no more");
	brood_child(&brood, NULL, BLOCK, 1);
	weight_near(peak_of(3), BLOCK, "one child, besides one that is ignored with its own child");
}

static void
periodic(void)
{
	uint64_t peak = 0;
	char *block;

	weight_watch(&watch, getpid(), 1000000);
	block = block_new(BLOCK, MAP_PRIVATE);
	memset(block, 1, BLOCK);
	usleep(500000);
	munmap(block, BLOCK);
	memory_watch_stop(&watch, &peak);
	weight_near(peak, BLOCK, "a peak that nobody asked about");
}

static void
root_that_ends(void)
{
	uint64_t peak = 0;
	int status = 0;
	pid_t root;

	brood_open(&brood);
	root = brood_child(&brood, NULL, BLOCK, 1);
	brood_await(&brood, 1);
	weight_watch(&watch, root, WEIGHT_NEVER_NS);
	memory_watch_sample_now(&watch);
	kill(root, SIGKILL);
	while (status == 0)
		status = memory_watch_sample_now(&watch);
	ok(errno == ESRCH, "a root that was killed cannot be sampled");
	waitpid(root, NULL, 0);
	ok(memory_watch_stop(&watch, &peak) == 0, "the watch can still be ended");
	weight_near(peak, BLOCK, "a root that was killed");
	errno = 0;
	ok(memory_watch_start(&watch, root, WEIGHT_NEVER_NS) == -1 &&
	           (errno == ENOENT || errno == ESRCH),
	   "a root that does not live cannot be watched");
	brood_close(&brood);
}

int
main(void)
{
	trial_deadline(60);
	setpgid(0, 0); /* to end all children at once, and nobody else */
	private_memory();
	shared_by_four();
	ignored();
	periodic();
	root_that_ends();
	return done_testing();
}
