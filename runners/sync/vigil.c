/*
 * The looks come soon at first, for whoever is in a test or at a terminal, and then
 * seldom, since thousands may be parked.
 */
#include "runners/sync/vigil.h"

#include <errno.h>
#include <sched.h>

#include "runners/blocking.h"
#include "runners/clock.h"
#include "runners/park.h"

enum { GLANCES = 100 };

uint64_t vigil_first_look_ns = 20000000;

#define LOOKS_APART_NS UINT64_C(1000000000)

struct vigil
vigil_begin(uint64_t deadline_ns)
{
	return (struct vigil){.deadline_ns = deadline_ns,
	                      .patience_ns = vigil_first_look_ns,
	                      .over = deadline_ns == 0 ? ETIMEDOUT : 0};
}

void
vigil_park(struct vigil *v, _Atomic uint32_t *word, uint32_t expected)
{
	const int before = errno;
	const uint64_t look_ns =
		v->patience_ns == UINT64_MAX ? UINT64_MAX : clock_ns() + v->patience_ns;
	const bool until_deadline = v->deadline_ns <= look_ns;
	int error =
		park(word, expected, until_deadline ? v->deadline_ns : look_ns) == 0 ? 0 : errno;

	v->looks = error == ETIMEDOUT;
	if (v->looks && until_deadline)
		v->over = ETIMEDOUT;
	else if (v->looks && v->patience_ns < LOOKS_APART_NS)
		v->patience_ns *= 2;
	else if (error == ENOMEM)
		v->over = ENOMEM;
	errno = before;
}

static bool
single_cpu(void)
{
	static _Atomic int known; /* 1: it is, 2: it is not; 0: nobody has looked */
	int is = atomic_load_explicit(&known, memory_order_relaxed);
	cpu_set_t cpus;

	if (is == 0) {
		is = sched_getaffinity(0, sizeof cpus, &cpus) == 0 && CPU_COUNT(&cpus) > 1 ? 2 : 1;
		atomic_store_explicit(&known, is, memory_order_relaxed);
	}
	return is == 1;
}

static inline void
breathe(void)
{
#if defined __x86_64__
	__builtin_ia32_pause();
#elif defined __aarch64__
	__asm__ volatile("isb");
#endif
}

void
vigil_watch(_Atomic uint32_t *word, uint32_t expected)
{
	if (blocking_model || seam_watched(WATCH_LOCK) || single_cpu())
		return;
	for (int k = 0; k < GLANCES; k++) {
		if (atomic_load_explicit(word, memory_order_relaxed) != expected)
			return;
		breathe();
	}
}
