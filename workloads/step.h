#ifndef WORKLOADS_STEP_H
#define WORKLOADS_STEP_H

#include <stdint.h>

/* do so many steps of computing, of which each needs the last one's value; with checkpoints in between */
uint64_t steps_do(uint64_t steps, uint64_t value);

/* how many take a millisecond, of an idle core; 200 ms go by */
uint64_t steps_measure(void);

/* as steps_measure, found once, so that all who ask in a campaign have the same millisecond */
uint64_t steps_per_ms(void);

/* nobody needs the value, and no compiler may know */
static inline void
forget(uint64_t value)
{
	__asm__ volatile("" : : "r"(value));
}

#endif
