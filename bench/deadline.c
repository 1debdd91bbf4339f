#include "bench/deadline.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "runners/blocking.h"
#include "runners/tally.h"

static double limit_s;
static void (*tell)(const char *reason);
static const struct tally *tally;
static timer_t timer;
static double lead_s; /* how long before the end the loops are looked at, to see who goes on */
static bool noted;
static uint32_t beats[PULSES];

/* a loop that stands still in a task, or PULSES */
static size_t
stuck(void)
{
	size_t k = 0;

	while (k < PULSES && !(tally->pulse[k].thread && tally->pulse[k].task != IN_LOOP &&
	                       tally->pulse[k].beats == beats[k]))
		k++;
	return k;
}

static size_t
tasks_done(void)
{
	size_t done = 0;

	for (size_t i = 0; i < tally->tasks; i++)
		done += atomic_load(&tally->task[i].done) > 0;
	return done;
}

static void
again(double seconds)
{
	const struct itimerspec once = {
		.it_value = {.tv_sec = (time_t)seconds,
	                     .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)}};

	timer_settime(timer, 0, &once, NULL);
}

static void
expired(int signal_)
{
	char reason[200];
	int used;
	size_t k;

	(void)signal_;
	if (!noted) {
		for (k = 0; k < PULSES; k++)
			beats[k] = tally->pulse[k].beats;
		noted = true;
		again(lead_s);
		return;
	}
	blocking_model = NULL; /* what is written now must not wait among coroutines */
	signal(SIGALRM, SIG_DFL);
	alarm(2); /* if what was interrupted holds a lock that telling needs */
	used = snprintf(reason, sizeof reason, "timed out after %.3g s", limit_s);
	if (!tally->told_at_end)
		used += snprintf(reason + used,
		                 sizeof reason - (size_t)used,
		                 ", with %zu of %zu tasks done",
		                 tasks_done(),
		                 tally->tasks);
	if ((k = stuck()) < PULSES)
		snprintf(reason + used,
		         sizeof reason - (size_t)used,
		         "; task %llu has let no other coroutine run for the last %.2g s",
		         (unsigned long long)tally->pulse[k].task,
		         lead_s);
	tell(reason);
	_exit(1);
}

void
deadline_set(double seconds, void (*told)(const char *reason))
{
	limit_s = seconds;
	tell = told;
}

int
deadline_begin(const struct tally *t)
{
	/* on a coroutine's stack there is no room for it */
	struct sigaction action = {.sa_handler = expired,
	                           .sa_flags = SA_ONSTACK | SA_RESTART | SA_NODEFER};
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGALRM};

	if (limit_s <= 0)
		return 0;
	tally = t;
	noted = false;
	sigemptyset(&action.sa_mask);
	event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
	if (sigaction(SIGALRM, &action, NULL) != 0 ||
	    timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
		return -1;
	lead_s = limit_s > 2 ? 1 : limit_s / 2;
	again(limit_s - lead_s);
	return 0;
}

void
deadline_end(void)
{
	if (limit_s <= 0)
		return;
	timer_delete(timer);
	signal(SIGALRM, SIG_DFL);
}
