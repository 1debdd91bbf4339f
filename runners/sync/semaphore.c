/*
 * A count of permits, at which those park who find none, and a count of these. Who
 * parks has first said so and then looked, who releases first counts and then
 * looks: so one of the two sees the other.
 */
#include "runners/sync/semaphore.h"

#include <errno.h>
#include <stdbool.h>

#include "runners/park.h"
#include "runners/sync/vigil.h"

void
semaphore_init(struct semaphore *s, uint32_t permits)
{
	*s = (struct semaphore){.permits = permits};
}

static inline bool
take(struct semaphore *s)
{
	uint32_t are = atomic_load(&s->permits);

	while (are > 0)
		if (atomic_compare_exchange_weak(&s->permits, &are, are - 1))
			return true;
	return false;
}

static int
acquire_slowly(struct semaphore *s, uint64_t deadline_ns)
{
	struct vigil vigil = vigil_begin(deadline_ns);
	bool taken = false;

	atomic_fetch_add(&s->waiting, 1);
	while (!(taken = take(s)) && !vigil.over)
		vigil_park(&vigil, &s->permits, 0);
	atomic_fetch_sub(&s->waiting, 1);
	if (taken)
		return 0;
	errno = vigil.over;
	return -1;
}

int
semaphore_acquire(struct semaphore *s, uint64_t deadline_ns)
{
	if (__builtin_expect(take(s), 1))
		return 0;
	if (deadline_ns > 0)
		return acquire_slowly(s, deadline_ns);
	errno = ETIMEDOUT;
	return -1;
}

int
semaphore_release(struct semaphore *s)
{
	uint32_t are = atomic_load(&s->permits);

	do
		if (are >= SEMAPHORE_PERMITS_MAX) {
			errno = EOVERFLOW;
			return -1;
		}
	while (!atomic_compare_exchange_weak(&s->permits, &are, are + 1));
	if (atomic_load(&s->waiting) > 0)
		wake(&s->permits, 1);
	return 0;
}
