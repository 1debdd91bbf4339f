#include "tests/heartbeat.h"

#include <time.h>

#include "runners/clock.h"

void
heartbeat_run(struct heartbeat *heart)
{
	const struct timespec period = {.tv_nsec = 1000000};
	uint64_t last_ns = clock_ns();

	while (!atomic_load(&heart->over)) {
		uint64_t now;

		nanosleep(&period, NULL);
		now = clock_ns();
		if (now - last_ns > heart->longest_ns)
			heart->longest_ns = now - last_ns;
		last_ns = now;
		heart->beats++;
	}
}
