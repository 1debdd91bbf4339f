/*
 * Processes: fork and wait, one after the other.
 */
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/peers/peer.h"
#include "runners/clock.h"

static void
measure_spawn(char **arguments)
{
	size_t n = number(arguments[0]);
	uint64_t start = clock_ns();

	for (size_t i = 0; i < n; i++) {
		pid_t child = fork();

		if (child == 0)
			_exit(0);
		if (child < 0 || waitpid(child, NULL, 0) != child)
			fail("fork");
	}
	print_ns("spawn", n, clock_ns() - start, (double)n);
}

const struct figure figures[] = {
	{"spawn", "N", measure_spawn},
	{.name = NULL},
};
