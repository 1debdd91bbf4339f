#include "runners/gil/request.h"

#include <errno.h>
#include <time.h>

#include "runners/blocking.h"
#include "runners/clock.h"

static bool
requested(void)
{
	return atomic_load_explicit(&seam_watch, memory_order_relaxed) & WATCH_REQUEST;
}

static void
ask(struct gil_worker *worker)
{
	worker->count.requests += !(atomic_fetch_or(&seam_watch, WATCH_REQUEST) & WATCH_REQUEST);
}

static void
request_clear(void)
{
	atomic_fetch_and(&seam_watch, ~(uint32_t)WATCH_REQUEST);
}

/* whether the interval has passed in vain */
static bool
await_freed(struct gil *gil, struct gil_worker *worker)
{
	const uint64_t now = clock_ns();
	const uint64_t until = now + gil->interval_ns;
	const struct timespec deadline = {.tv_sec = (time_t)(until / 1000000000),
	                                  .tv_nsec = (long)(until % 1000000000)};

	gil_waits(worker, now);
	return pthread_cond_timedwait(&gil->freed, &gil->mutex, &deadline) == ETIMEDOUT;
}

/* If it was somebody else's meanwhile, that one's time has only begun: so there is one forced switch an
 * interval, however many wait. */
void
request_take(struct gil *gil, struct gil_worker *worker, bool eager)
{
	pthread_mutex_lock(&gil->mutex);
	while (gil->locked) {
		const uint64_t seen = atomic_load(&gil->switches);

		if (eager)
			ask(worker);
		if (await_freed(gil, worker) && gil->locked && atomic_load(&gil->switches) == seen)
			ask(worker);
	}
	pthread_mutex_lock(&gil->switch_mutex);
	gil->locked = true;
	gil_held_by(gil, worker);
	pthread_cond_signal(&gil->taken);
	pthread_mutex_unlock(&gil->switch_mutex);
	request_clear();
	pthread_mutex_unlock(&gil->mutex);
}

/* One is woken, and while the mutex is held: with all, or after it, the switches come out otherwise than
 * CPython's. */
void
request_drop(struct gil *gil, const struct gil_worker *worker)
{
	atomic_store_explicit(&gil->last_holder, worker, memory_order_relaxed);
	pthread_mutex_lock(&gil->mutex);
	gil->locked = false;
	pthread_cond_signal(&gil->freed);
	pthread_mutex_unlock(&gil->mutex);
}

/* Once, not until it is so: as CPython does. */
void
request_hand_over(struct gil *gil, struct gil_worker *worker)
{
	if (!requested())
		return;
	pthread_mutex_lock(&gil->switch_mutex);
	if (atomic_load_explicit(&gil->last_holder, memory_order_relaxed) == worker) {
		request_clear();
		gil_waits(worker, clock_ns());
		pthread_cond_wait(&gil->taken, &gil->switch_mutex);
	}
	pthread_mutex_unlock(&gil->switch_mutex);
}
