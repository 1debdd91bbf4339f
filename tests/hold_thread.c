/*
 * What another thread ends, or does, holds up nobody.
 */
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

#include "runners/blocking.h"
#include "runners/park.h"
#include "tests/hold.h"
#include "tests/tap.h"
#include "tests/trial.h"

static _Atomic uint32_t word;

static void
prepare(void)
{
	atomic_store(&word, 0);
}

static void
nothing(void)
{
}

static void
wake_one(void)
{
	atomic_store(&word, 1);
	wake(&word, 1);
}

static bool
call_park(void)
{
	while (atomic_load(&word) == 0)
		park(&word, 0, UINT64_MAX);
	return true;
}

static void
block(void *unused)
{
	const struct timespec hold = {.tv_nsec = HOLD_NS};

	(void)unused;
	nanosleep(&hold, NULL);
}

/* what getaddrinfo, fsync and their like are given to where nothing else helps */
static bool
call_by_helper(void)
{
	blocking_model->call(block, NULL);
	return true;
}

static const struct hold calls[] = {
	{"park", call_park, wake_one},
	{"a call by a helper", call_by_helper, NULL},
};

int
main(void)
{
	trial_deadline(20);
	hold_none(calls, sizeof calls / sizeof *calls, prepare, nothing);
	return done_testing();
}
