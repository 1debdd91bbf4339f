/*
 * The looks come soon at first, for whoever is in a test or at a terminal, and then
 * seldom, since thousands may be parked.
 */
#include "runners/sync/vigil.h"

#include <errno.h>

#include "runners/clock.h"
#include "runners/park.h"

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
