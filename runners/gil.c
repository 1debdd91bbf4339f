/*
 * The lock of the run, and what all its designs have in common: who takes part,
 * what is counted, and errno, which stays as it is.
 */
#include "runners/gil.h"

#include <errno.h>
#include <time.h>

#include "runners/blocking.h"
#include "runners/clock.h"
#include "runners/park.h"
#include "runners/trace.h"

extern const struct gil_design gil_cpython;

const struct gil_knobs gil_preset = {
	.design = &gil_cpython,
	.switch_interval_ns = 5000000,
	.checkpoint_every = 1,
	.release_on_io = true,
};

static struct gil gil;

static _Thread_local struct gil_worker self;

static void
waited(uint64_t now_ns)
{
	self.count.wait_ns += now_ns - self.waits_since_ns;
	if (trace)
		trace_segment(TASK_WANTS_LOCK, self.waits_since_ns, now_ns);
	self.waits_since_ns = 0;
}

static void
take(void)
{
	const int before = errno;

	if (gil.design->take)
		gil.design->take(&gil, &self);
	self.holds = true;
	if (trace)
		self.held_since_ns = clock_ns();
	if (self.waits_since_ns)
		waited(self.held_since_ns ? self.held_since_ns : clock_ns());
	errno = before;
}

static void
drop(bool ends)
{
	const int before = errno;

	if (self.held_since_ns)
		self.count.held_ns += clock_ns() - self.held_since_ns;
	self.held_since_ns = 0;
	self.holds = false;
	if (gil.design->drop)
		gil.design->drop(&gil, &self, ends);
	errno = before;
}

/* A child has one thread, which competes with nobody. Who waited is not there to be woken. */
static void
forget_in_child(void)
{
	self.entered = self.holds = false;
	atomic_fetch_and(&seam_watch, WATCH_TRACE);
}

static int
make_lock(void)
{
	static bool children_forget;
	pthread_condattr_t monotonic;

	if (!children_forget && (errno = pthread_atfork(NULL, NULL, forget_in_child)) != 0)
		return -1;
	children_forget = true;
	pthread_mutex_init(&gil.mutex, NULL);
	pthread_mutex_init(&gil.switch_mutex, NULL);
	pthread_mutex_init(&gil.count_mutex, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&gil.freed, &monotonic);
	pthread_cond_init(&gil.taken, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return sem_init(&gil.turn, 0, 1);
}

int
gil_open(const struct gil_knobs *knobs)
{
	const struct gil_knobs *k = knobs ? knobs : &gil_preset;

	gil = (struct gil){.design = k->design,
	                   .interval_ns = k->switch_interval_ns,
	                   .every = k->checkpoint_every,
	                   .release_on_io = k->release_on_io};
	if (make_lock() != 0)
		return -1;
	atomic_fetch_or(&seam_watch,
	                WATCH_LOCK |
	                        (k->design->counts || k->checkpoint_every > 1 ? WATCH_COUNT : 0u));
	gil_enter();
	return 0;
}

void
gil_close(struct gil_count *count)
{
	gil_leave();
	atomic_fetch_and(&seam_watch, WATCH_TRACE);
	*count = gil.count;
	sem_destroy(&gil.turn);
	pthread_cond_destroy(&gil.freed);
	pthread_cond_destroy(&gil.taken);
	pthread_mutex_destroy(&gil.mutex);
	pthread_mutex_destroy(&gil.switch_mutex);
	pthread_mutex_destroy(&gil.count_mutex);
}

void
gil_enter(void)
{
	self = (struct gil_worker){.entered = true, .left = gil.every};
	take();
	atomic_fetch_add(&gil.entered, 1);
	kernel_wake(&gil.entered, UINT32_MAX);
}

static void
add(struct gil_count *sum, const struct gil_count *c)
{
	sum->requests += c->requests;
	sum->drops += c->drops;
	sum->forced_switches += c->forced_switches;
	sum->releases += c->releases;
	sum->wait_ns += c->wait_ns;
	sum->held_ns += c->held_ns;
}

void
gil_leave(void)
{
	if (!self.entered)
		return;
	if (self.holds)
		drop(true);
	self.entered = false;
	pthread_mutex_lock(&gil.count_mutex);
	add(&gil.count, &self.count);
	pthread_mutex_unlock(&gil.count_mutex);
}

/* the opener has entered, too */
void
gil_await(size_t entered)
{
	uint32_t now;

	while ((now = atomic_load(&gil.entered)) < entered + 1)
		kernel_park(&gil.entered, now, UINT64_MAX);
}

bool
gil_release(bool whatever)
{
	if (!self.holds || !(whatever || gil.release_on_io))
		return false;
	self.gave_up = true;
	self.count.releases++;
	drop(false);
	if (self.waits_since_ns) /* for somebody to take it: the call has yet to begin */
		waited(clock_ns());
	return true;
}

void
gil_retake(void)
{
	take();
}

void
gil_checkpoint(void)
{
	uint64_t switches;

	if (!self.holds || (gil.every > 1 && --self.left > 0))
		return;
	self.left = gil.every;
	if (!gil.design->counts &&
	    !(atomic_load_explicit(&seam_watch, memory_order_relaxed) & WATCH_REQUEST))
		return;
	switches = atomic_load_explicit(&gil.switches, memory_order_relaxed);
	self.gave_up = false;
	self.count.drops++;
	drop(false);
	take();
	self.count.forced_switches +=
		atomic_load_explicit(&gil.switches, memory_order_relaxed) != switches;
}
