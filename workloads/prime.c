/*
 * Is n prime? Trial division by odd numbers up to the square root: the
 * tutorials' other picture of computing, bound by the divider. Every task
 * examines the same n, as theirs do; equal tasks, equal time.
 */
#include "workloads/prime.h"

#include "runners/blocking.h"
#include "workloads/workload.h"

enum { N };

enum { DIVISIONS_PER_CHECKPOINT = 96 };

uint64_t
least_divisor(uint64_t n)
{
	uint64_t divisor = 3;

	if (n < 4)
		return n;
	if (n % 2 == 0)
		return 2;
	while (divisor <= n / divisor) {
		for (int k = 0; k < DIVISIONS_PER_CHECKPOINT; k++, divisor += 2)
			if (n % divisor == 0)
				return divisor;
		checkpoint();
	}
	return n;
}

static int
prime_task(const struct value *values, size_t i, uint64_t *result)
{
	(void)i;
	*result = least_divisor(values[N].number);
	return 0;
}

/* clang-format off */
static const struct parameter prime_parameters[] = {
	[N] = {.name = "n", .unit = UNIT_COUNT, .preset = "1000000000039",
	       .summary = "the number that every task examines"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_prime = {
	.name = "prime",
	.summary = "trial division by odd numbers up to the square root",
	.bound = CPU_BOUND,
	.tasks = 64,
	.stack_bytes = 16 << 10,
	.parameters = prime_parameters,
	.task = prime_task,
};
