#include "workloads/gauge.h"

void
peak_raise(_Atomic uint64_t *peak, uint64_t value)
{
	uint64_t most = atomic_load(peak);

	while (value > most && !atomic_compare_exchange_weak(peak, &most, value))
		;
}

void
gauge_enter(struct gauge *gauge)
{
	peak_raise(&gauge->peak, atomic_fetch_add(&gauge->now, 1) + 1);
}

void
gauge_leave(struct gauge *gauge)
{
	atomic_fetch_sub(&gauge->now, 1);
}
