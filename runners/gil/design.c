#include "runners/gil/design.h"

#include <string.h>

extern const struct gil_design gil_cpython;
extern const struct gil_design gil_ticks;
extern const struct gil_design gil_unforced;
extern const struct gil_design gil_priority;
extern const struct gil_design gil_off;

const struct gil_design *const gil_designs[] = {
	&gil_cpython,
	&gil_ticks,
	&gil_unforced,
	&gil_priority,
	&gil_off,
	NULL,
};

const struct gil_design *
gil_design_find(const char *name)
{
	for (const struct gil_design *const *d = gil_designs; *d; d++)
		if (strcmp((*d)->name, name) == 0)
			return *d;
	return NULL;
}

void
gil_held_by(struct gil *gil, const struct gil_worker *worker)
{
	if (atomic_load_explicit(&gil->last_holder, memory_order_relaxed) == worker)
		return;
	atomic_store_explicit(&gil->last_holder, worker, memory_order_relaxed);
	atomic_fetch_add_explicit(&gil->switches, 1, memory_order_relaxed);
}

void
gil_waits(struct gil_worker *worker, uint64_t now_ns)
{
	if (!worker->waits_since_ns)
		worker->waits_since_ns = now_ns;
}
