/*
 * Coroutines that are parked wait in a list, by the address of their word; who
 * wakes one from the same scheduler takes it from there, and no system call is
 * made. Others, in threads and processes, only ask the kernel; so before the loop
 * waits, each word on which somebody is parked gets a sentry: a futex wait in
 * the ring, which the kernel ends as it would a thread's. While the loop does not
 * wait, and where there is no such thing (epoll, before Linux 6.7), words are
 * looked at every now and then: who is parked on one that has changed goes on.
 */
#include "runners/parking.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "runners/clock.h"
#include "runners/park.h"
#include "runners/parking_lot.h"
#include "runners/scheduler.h"

/* how many are looked at in a busy turn; and how long an idle one lasts where words are looked at */
enum { LOOKS = 256, MOMENT_NS = 1000000 };

/* Whoever is parked on the word goes on and looks; a wake that finds nobody here any more was meant
 * for somebody else. */
static void
report(struct loop_wait *wait)
{
	struct sentry *s = (struct sentry *)wait;
	struct parking *p = s->parking;
	bool found = parking_first(p, s->word) != NULL;

	if (wait->result == -EINVAL)
		p->looks = true;
	parking_withdraw(p, s);
	if (wait->result == 0 && (s->dismissed || !found))
		kernel_wake(s->word, 1);
	if (wait->result != -ECANCELED && !s->dismissed)
		parking_let_go(p, s->word, UINT32_MAX);
	free(s);
}

static void
post(struct loop *loop, struct parking *p, _Atomic uint32_t *word, uint32_t expected)
{
	struct sentry *s = calloc(1, sizeof *s);

	if (!s || loop->engine->futex(loop, &s->wait, word, expected) != 0) {
		free(s);
		p->looks = true;
		return;
	}
	s->wait.done = report;
	s->word = word;
	s->parking = p;
	parking_post(p, s);
}

/* nobody is parked there any longer */
static void
dismiss(struct loop *loop, struct parking *p, const _Atomic uint32_t *word)
{
	struct sentry *s = parking_sentry(p, word);

	if (!s || parking_first(p, word))
		return;
	s->dismissed = true;
	loop->engine->cancel(loop, &s->wait);
}

/* Look at some that have no sentry, the longest parked first; true if somebody may go on. */
static bool
look(struct parking *p, size_t looks)
{
	bool found = false;

	if (looks > p->count)
		looks = p->count;
	for (struct parked *w = p->fresh; w && looks > 0; looks--) {
		struct parked *next = w->next_fresh;

		if (atomic_load(w->word) != w->expected) {
			parking_remove(p, w);
			coroutine_ready(w->coroutine);
			found = true;
		} else {
			parking_looked_at(p, w);
		}
		w = next;
	}
	return found;
}

uint64_t
parking_turn(struct loop *loop, uint64_t patience_ns)
{
	struct parking *p = loop->parking;

	if (patience_ns > 0 && !p->looks && loop->engine->futex)
		while (p->fresh && !p->looks) {
			struct parked *w = p->fresh;

			if (!parking_sentry(p, w->word))
				post(loop, p, w->word, w->expected);
			if (!p->looks)
				parking_guarded(p, w);
		}
	if (!p->fresh)
		return patience_ns;
	if (look(p, patience_ns > 0 ? SIZE_MAX : LOOKS))
		return 0;
	return patience_ns < MOMENT_NS ? patience_ns : MOMENT_NS;
}

bool
parking_leave(struct loop *loop)
{
	struct parking *p = loop->parking;

	for (size_t k = 0; p && p->sentries > 0 && k < p->buckets; k++)
		for (struct sentry *s = p->bucket[k].sentries; s; s = s->next)
			if (!s->dismissed) {
				s->dismissed = true;
				loop->engine->cancel(loop, &s->wait);
			}
	return p && p->sentries > 0;
}

/* The model's. */

int
coroutine_park(_Atomic uint32_t *word, uint32_t expected, uint64_t deadline_ns)
{
	struct loop *loop = scheduler->loop;
	struct parked me = {.word = word, .expected = expected, .coroutine = scheduler->running};
	struct parking *p = loop->parking ? loop->parking : (loop->parking = parking_new());

	if (!p)
		return -1;
	if (atomic_load(word) != expected) {
		errno = EAGAIN;
		return -1;
	}
	parking_add(p, &me);
	me.coroutine->parked = true;
	coroutine_suspend_until(me.coroutine, deadline_ns);
	me.coroutine->parked = false;
	if (!me.link)
		return 0;
	parking_remove(p, &me);
	dismiss(loop, p, word);
	if (clock_ns() < deadline_ns)
		return 0;
	errno = ETIMEDOUT;
	return -1;
}

void
coroutine_wake(_Atomic uint32_t *word, uint32_t count)
{
	struct loop *loop = scheduler->loop;
	struct parking *p = loop->parking;

	if (p) {
		count = parking_let_go(p, word, count);
		dismiss(loop, p, word);
	}
	if (count > 0)
		kernel_wake(word, count);
}
