#include "workloads/step.h"

#include "runners/blocking.h"
#include "runners/clock.h"
#include "workloads/workload.h"

enum { STEPS_PER_CHECKPOINT = 192, TRIAL_STEPS = 2000000, TRIALS = 5 };

uint64_t
steps_do(uint64_t steps, uint64_t value)
{
	while (steps > 0) {
		uint64_t chunk = steps < STEPS_PER_CHECKPOINT ? steps : STEPS_PER_CHECKPOINT;

		steps -= chunk;
		for (; chunk > 0; chunk--)
			value = scramble(value);
		checkpoint();
	}
	return value;
}

/* the best of a few trials, since noise only slows */
uint64_t
steps_measure(void)
{
	uint64_t best = UINT64_MAX;

	for (int trial = 0; trial < TRIALS; trial++) {
		uint64_t start = clock_ns();
		uint64_t took;

		forget(steps_do(TRIAL_STEPS, (uint64_t)trial));
		took = clock_ns() - start;
		best = took < best ? took : best;
	}
	return (uint64_t)TRIAL_STEPS * 1000000 / (best ? best : 1);
}

uint64_t
steps_per_ms(void)
{
	static uint64_t found;

	if (!found)
		found = steps_measure();
	return found;
}
