/*
 * A word that counts permits. Who finds none says there that somebody is parked,
 * and parks; who releases clears that and wakes one, so that of many releases one
 * is a system call, and leaves it to whom it woke to wake the next, or to say
 * again that somebody is parked.
 */
#include "runners/sync/semaphore.h"

#include <errno.h>
#include <stdbool.h>

#include "runners/park.h"
#include "runners/sync/vigil.h"

#define PARKED UINT32_C(0x80000000) /* the word, if there is no permit */

void
semaphore_init(struct semaphore *s, uint32_t permits)
{
	*s = (struct semaphore){.word = permits};
}

static inline bool
take(struct semaphore *s)
{
	uint32_t is = atomic_load(&s->word);

	while (is != 0 && is != PARKED)
		if (atomic_compare_exchange_weak(&s->word, &is, is - 1))
			return true;
	return false;
}

/* the same, for one who may have been woken for others, too */
static bool
take_waiting(struct semaphore *s)
{
	uint32_t is = atomic_load(&s->word);

	while (is != 0 && is != PARKED) {
		const bool others = atomic_load(&s->waiting) > 1;
		const uint32_t none = others ? PARKED : 0;

		if (!atomic_compare_exchange_weak(&s->word, &is, is > 1 ? is - 1 : none))
			continue;
		if (is > 1 && others)
			wake(&s->word, 1);
		return true;
	}
	return false;
}

static bool
wait_and_take(struct semaphore *s, struct vigil *vigil)
{
	while (!take_waiting(s)) {
		uint32_t none = 0;

		if (vigil->over)
			return false;
		if (atomic_compare_exchange_strong(&s->word, &none, PARKED) || none == PARKED)
			vigil_park(vigil, &s->word, PARKED);
	}
	return true;
}

static int
acquire_slowly(struct semaphore *s, uint64_t deadline_ns)
{
	struct vigil vigil = vigil_begin(deadline_ns);
	bool taken;

	atomic_fetch_add(&s->waiting, 1);
	taken = wait_and_take(s, &vigil);
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
	uint32_t is = atomic_load(&s->word);

	do
		if (is == SEMAPHORE_PERMITS_MAX) {
			errno = EOVERFLOW;
			return -1;
		}
	while (!atomic_compare_exchange_weak(&s->word, &is, (is & ~PARKED) + 1));
	if (is == PARKED)
		wake(&s->word, 1);
	return 0;
}
