/*
 * What waits for a time holds up nobody.
 */
#include <poll.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#include "tests/hold.h"
#include "tests/tap.h"
#include "tests/trial.h"

static const struct timespec hold = {.tv_nsec = HOLD_NS};

static void
nothing(void)
{
}

static bool
call_nanosleep(void)
{
	return nanosleep(&hold, NULL) == 0;
}

static bool
call_clock_nanosleep(void)
{
	return clock_nanosleep(CLOCK_REALTIME, 0, &hold, NULL) == 0;
}

static bool
call_usleep(void)
{
	return usleep(HOLD_NS / 1000) == 0;
}

static bool
call_poll(void)
{
	return poll(NULL, 0, HOLD_NS / 1000000) == 0;
}

static bool
call_pselect(void)
{
	return pselect(0, NULL, NULL, NULL, &hold, NULL) == 0;
}

static const struct hold calls[] = {
	{"nanosleep", call_nanosleep, NULL},
	{"clock_nanosleep", call_clock_nanosleep, NULL},
	{"usleep", call_usleep, NULL},
	{"poll of nothing", call_poll, NULL},
	{"pselect of nothing", call_pselect, NULL},
};

int
main(void)
{
	trial_deadline(20);
	hold_none(calls, sizeof calls / sizeof *calls, nothing, nothing);
	return done_testing();
}
