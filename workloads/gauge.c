#include "workloads/gauge.h"

void
gauge_enter(struct gauge *gauge)
{
	const uint64_t now = atomic_fetch_add(&gauge->now, 1) + 1;
	uint64_t peak = atomic_load(&gauge->peak);

	while (now > peak && !atomic_compare_exchange_weak(&gauge->peak, &peak, now))
		;
}

void
gauge_leave(struct gauge *gauge)
{
	atomic_fetch_sub(&gauge->now, 1);
}
