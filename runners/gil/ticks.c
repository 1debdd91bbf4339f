/*
 * That of Python 2, and 3 before 3.2: a semaphore, posted and waited for at
 * every so many checkpoints, whoever wants it. One who waits is woken again
 * and again, and finds it taken: with several CPUs, threads that compute take
 * much longer than one after the other.
 */
#include "runners/clock.h"
#include "runners/gil/design.h"

extern const struct gil_design gil_ticks;

static void
ticks_take(struct gil *gil, struct gil_worker *worker)
{
	if (sem_trywait(&gil->turn) != 0) {
		gil_waits(worker, clock_ns());
		while (sem_wait(&gil->turn) != 0) /* a signal came */
			;
	}
	gil_held_by(gil, worker);
}

static void
ticks_drop(struct gil *gil, struct gil_worker *worker, bool ends)
{
	(void)worker;
	(void)ends;
	sem_post(&gil->turn);
}

const struct gil_design gil_ticks = {
	.name = "ticks",
	.summary = "Python 2's: a semaphore, dropped every so many checkpoints",
	.counts = true,
	.take = ticks_take,
	.drop = ticks_drop,
};
