#include "tests/weight.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/memory.h"
#include "tests/brood.h"
#include "tests/tap.h"

enum { SLACK = 12 * MIB }; /* sanitizers included */

/* The thread sanitizer keeps a shadow of all memory, several times its size. */
extern void __tsan_init(void) __attribute__((weak));

void
weight_watch(struct memory_watch *watch, pid_t root, uint64_t period_ns)
{
	*watch = (struct memory_watch){.look = NULL};
	if (memory_watch_start(watch, root, period_ns) != 0)
		abort();
}

void
weight_begin(struct memory_watch *watch, struct brood *brood)
{
	brood_open(brood);
	weight_watch(watch, getpid(), WEIGHT_NEVER_NS);
}

uint64_t
weight_end(struct memory_watch *watch, struct brood *brood)
{
	uint64_t peak = 0;
	int status;

	brood_end();
	status = memory_watch_stop(watch, &peak);
	brood_close(brood);
	return status == 0 ? peak : 0;
}

void
weight_near(uint64_t bytes, uint64_t expected, const char *what)
{
	ok(bytes >= expected && (__tsan_init || bytes < expected + SLACK),
	   "%s: about %" PRIu64 " MiB, is %" PRIu64,
	   what,
	   expected / MIB,
	   bytes / MIB);
}
