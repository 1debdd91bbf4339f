/*
 * The word has the holder's thread, and whether somebody may be parked; who gives
 * the lock back clears both and wakes one, who says again, as it takes it, that
 * there may be more. So nobody is forgotten, and where nobody waits a lock
 * and an unlock are an atomic instruction each.
 *
 * What else is known of the holder stands beside the word. It is written after
 * the word and cleared before it. Who reads the same before and after a look at the
 * holder, and it is not cleared, has read of one holder throughout.
 */
#include "runners/sync/mutex.h"

#include <errno.h>

#include "runners/clock.h"
#include "runners/park.h"
#include "runners/sync/holder.h"
#include "runners/sync/vigil.h"

#define WAITERS UINT32_C(0x80000000)
#define BROKEN UINT32_C(0x40000000) /* its holder has died with it; it stays so */
#define THREAD UINT32_C(0x3fffffff)

/* one who only tries looks this often whether the holder lives */
#define LOOKS_APART_NS UINT64_C(20000000)

/* ... and remembers so many that it looked at, as a power of two */
enum { LOOKED_AT_BITS = 4 };

static inline bool
take(struct mutex *m, const struct holder *me, uint32_t waiters)
{
	uint32_t free = 0;

	if (!atomic_compare_exchange_strong_explicit(&m->word,
	                                             &free,
	                                             me->thread | waiters,
	                                             memory_order_acquire,
	                                             memory_order_relaxed))
		return false;
	atomic_store_explicit(&m->coroutine, me->coroutine, memory_order_relaxed);
	atomic_store_explicit(&m->seen_ns, me->seen_ns, memory_order_release);
	return true;
}

/* The holder is that one, and lives no more: say so, unless it gave the lock back before. */
static bool
give_up(struct mutex *m, uint32_t thread)
{
	uint32_t is = atomic_load(&m->word);

	do
		if ((is & ~WAITERS) != thread)
			return false;
	while (!atomic_compare_exchange_weak(&m->word, &is, BROKEN));
	wake(&m->word, UINT32_MAX);
	return true;
}

static void
look(struct mutex *m)
{
	uint64_t seen_ns = atomic_load(&m->seen_ns);
	uint32_t thread = atomic_load(&m->word) & ~WAITERS;

	if (thread != 0 && !(thread & BROKEN) && holder_died(thread, seen_ns) &&
	    atomic_load(&m->seen_ns) == seen_ns)
		give_up(m, thread);
}

/* The same, for one who does not wait but may come back often. Where two that it tries share a place, it looks
 * more often than it need; but at each of them. */
static void
look_seldom(struct mutex *m)
{
	static _Thread_local struct {
		const struct mutex *mutex;
		uint64_t ns;
	} looked[1 << LOOKED_AT_BITS];
	const size_t at = ((uintptr_t)m * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - LOOKED_AT_BITS);
	uint64_t now = clock_ns();

	if (looked[at].mutex == m && now - looked[at].ns < LOOKS_APART_NS)
		return;
	looked[at].mutex = m;
	looked[at].ns = now;
	look(m);
}

/* why the caller shall not wait for one who holds it as the word says: an errno, or 0 */
static int
refusal(struct mutex *m, const struct holder *me, uint32_t is)
{
	if (is & BROKEN)
		return EOWNERDEAD;
	if ((is & THREAD) != me->thread)
		return 0;
	/* an earlier thread of this number */
	if (atomic_load_explicit(&m->seen_ns, memory_order_relaxed) != me->seen_ns)
		return give_up(m, me->thread) ? EOWNERDEAD : 0;
	return atomic_load_explicit(&m->coroutine, memory_order_relaxed) == me->coroutine ? EDEADLK
	                                                                                  : 0;
}

static int
refuse(int error)
{
	errno = error;
	return -1;
}

static int
lock_slowly(struct mutex *m, const struct holder *me, uint64_t deadline_ns)
{
	struct vigil vigil = vigil_begin(deadline_ns);
	uint32_t waiters = 0;

	while (!take(m, me, waiters)) {
		uint32_t is = atomic_load_explicit(&m->word, memory_order_acquire);
		int error = refusal(m, me, is);

		if (error)
			return refuse(error);
		if (is == 0)
			continue;
		if (vigil.over)
			return refuse(vigil.over);
		if (!(is & WAITERS) && !atomic_compare_exchange_strong(&m->word, &is, is | WAITERS))
			continue;
		waiters = WAITERS;
		vigil_park(&vigil, &m->word, is | WAITERS);
		if (vigil.looks)
			look(m);
	}
	return 0;
}

int
mutex_lock(struct mutex *m, uint64_t deadline_ns)
{
	struct holder me = holder_self();

	if (__builtin_expect(take(m, &me, 0), 1))
		return 0;
	if (deadline_ns == 0)
		look_seldom(m);
	return lock_slowly(m, &me, deadline_ns);
}

void
mutex_unlock(struct mutex *m)
{
	atomic_store_explicit(&m->seen_ns, 0, memory_order_relaxed);
	if (__builtin_expect(atomic_exchange_explicit(&m->word, 0, memory_order_release) & WAITERS,
	                     0))
		wake(&m->word, 1);
}

bool
mutex_mine(const struct mutex *m)
{
	struct holder me = holder_self();

	return (atomic_load_explicit(&m->word, memory_order_relaxed) & ~WAITERS) == me.thread &&
	       atomic_load_explicit(&m->seen_ns, memory_order_relaxed) == me.seen_ns &&
	       atomic_load_explicit(&m->coroutine, memory_order_relaxed) == me.coroutine;
}
