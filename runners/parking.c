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
#include "runners/scheduler.h"

enum { BUCKETS = 64, LOOKS = 256, MOMENT_NS = 1000000 };

/* a parked coroutine, on its own stack */
struct parked {
	_Atomic uint32_t *word;
	uint32_t expected;
	struct coroutine *coroutine;
	struct parked *next, **link;             /* of its bucket; link NULL: woken */
	struct parked *next_fresh, **link_fresh; /* of those without a sentry */
};

/* who waits in the kernel for all of this scheduler that are parked on a word */
struct sentry {
	struct loop_wait wait;
	_Atomic uint32_t *word;
	struct parking *parking;
	bool dismissed;
	struct sentry *next, **link;
};

struct bucket {
	struct parked *first, **last;
	struct sentry *sentries;
};

struct parking {
	struct bucket *bucket;
	size_t buckets, count;
	struct parked *fresh, **last_fresh;
	bool looks; /* there are no sentries here */
};

static struct parking *
parking_new(void)
{
	struct parking *p = calloc(1, sizeof *p);

	if (!p || !(p->bucket = calloc(BUCKETS, sizeof *p->bucket))) {
		free(p);
		return NULL;
	}
	p->buckets = BUCKETS;
	for (size_t k = 0; k < BUCKETS; k++)
		p->bucket[k].last = &p->bucket[k].first;
	p->last_fresh = &p->fresh;
	return p;
}

void
parking_free(struct parking *p)
{
	if (!p)
		return;
	for (size_t k = 0; k < p->buckets; k++)
		while (p->bucket[k].sentries) {
			struct sentry *next = p->bucket[k].sentries->next;

			free(p->bucket[k].sentries);
			p->bucket[k].sentries = next;
		}
	free(p->bucket);
	free(p);
}

static struct bucket *
bucket_of(const struct parking *p, const _Atomic uint32_t *word)
{
	uint64_t hash = ((uintptr_t)word >> 2) * 0x9e3779b97f4a7c15u;

	return &p->bucket[hash >> 32 & (p->buckets - 1)];
}

/* The lists. */

static void
append(struct bucket *b, struct parked *w)
{
	w->next = NULL;
	w->link = b->last;
	*b->last = w;
	b->last = &w->next;
}

static void
append_fresh(struct parking *p, struct parked *w)
{
	w->next_fresh = NULL;
	w->link_fresh = p->last_fresh;
	*p->last_fresh = w;
	p->last_fresh = &w->next_fresh;
}

static void
remove_fresh(struct parking *p, struct parked *w)
{
	if (!w->link_fresh)
		return;
	*w->link_fresh = w->next_fresh;
	if (w->next_fresh)
		w->next_fresh->link_fresh = w->link_fresh;
	else
		p->last_fresh = w->link_fresh;
	w->link_fresh = NULL;
}

static void
take_out(struct parking *p, struct bucket *b, struct parked *w)
{
	*w->link = w->next;
	if (w->next)
		w->next->link = w->link;
	else
		b->last = w->link;
	w->link = NULL;
	remove_fresh(p, w);
	p->count--;
}

static void
let_go(struct parking *p, struct bucket *b, struct parked *w)
{
	take_out(p, b, w);
	coroutine_ready(w->coroutine);
}

static struct parked *
next_on(struct parked *w, const _Atomic uint32_t *word)
{
	while (w && w->word != word)
		w = w->next;
	return w;
}

/* let up to so many go that are parked on the word; how many are still to be found */
static uint32_t
let_go_on(struct parking *p, _Atomic uint32_t *word, uint32_t count)
{
	struct bucket *b = bucket_of(p, word);
	struct parked *w = next_on(b->first, word);

	while (w && count > 0) {
		struct parked *next = next_on(w->next, word);

		let_go(p, b, w);
		count--;
		w = next;
	}
	return count;
}

static void
link_sentry(struct bucket *b, struct sentry *s)
{
	s->next = b->sentries;
	s->link = &b->sentries;
	if (s->next)
		s->next->link = &s->next;
	b->sentries = s;
}

/* twice as many buckets; if there is no memory, the lists are longer */
static void
grow(struct parking *p)
{
	struct bucket *old = p->bucket;
	size_t size = p->buckets;
	struct bucket *bucket = calloc(2 * size, sizeof *bucket);

	if (!bucket)
		return;
	for (size_t k = 0; k < 2 * size; k++)
		bucket[k].last = &bucket[k].first;
	p->bucket = bucket;
	p->buckets = 2 * size;
	for (size_t k = 0; k < size; k++) {
		for (struct parked *w = old[k].first, *next; w; w = next) {
			next = w->next;
			append(bucket_of(p, w->word), w);
		}
		for (struct sentry *s = old[k].sentries, *next; s; s = next) {
			next = s->next;
			link_sentry(bucket_of(p, s->word), s);
		}
	}
	free(old);
}

/* Sentries. */

static struct sentry *
sentry_on(const struct parking *p, const _Atomic uint32_t *word)
{
	struct sentry *s = bucket_of(p, word)->sentries;

	while (s && (s->word != word || s->dismissed))
		s = s->next;
	return s;
}

/* Whoever is parked on the word goes on and looks; a wake that finds nobody here any more was meant
 * for somebody else. */
static void
report(struct loop_wait *wait)
{
	struct sentry *s = (struct sentry *)wait;
	struct parking *p = s->parking;
	bool found = next_on(bucket_of(p, s->word)->first, s->word) != NULL;

	if (wait->result == -EINVAL)
		p->looks = true;
	*s->link = s->next;
	if (s->next)
		s->next->link = s->link;
	if (wait->result == 0 && !found)
		kernel_wake(s->word, 1);
	if (wait->result != -ECANCELED)
		let_go_on(p, s->word, UINT32_MAX);
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
	link_sentry(bucket_of(p, word), s);
}

/* nobody is parked there any longer */
static void
dismiss(struct loop *loop, struct parking *p, const _Atomic uint32_t *word)
{
	struct bucket *b = bucket_of(p, word);
	struct sentry *s = b->sentries ? sentry_on(p, word) : NULL;

	if (!s || next_on(b->first, word))
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
			let_go(p, bucket_of(p, w->word), w);
			found = true;
		} else {
			remove_fresh(p, w);
			append_fresh(p, w);
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

			if (!sentry_on(p, w->word))
				post(loop, p, w->word, w->expected);
			if (!p->looks)
				remove_fresh(p, w);
		}
	if (!p->fresh)
		return patience_ns;
	if (look(p, patience_ns > 0 ? SIZE_MAX : LOOKS))
		return 0;
	return patience_ns < MOMENT_NS ? patience_ns : MOMENT_NS;
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
	if (++p->count > 2 * p->buckets)
		grow(p);
	append(bucket_of(p, word), &me);
	append_fresh(p, &me);
	coroutine_suspend_until(me.coroutine, deadline_ns);
	if (!me.link)
		return 0;
	take_out(p, bucket_of(p, word), &me);
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
		count = let_go_on(p, word, count);
		dismiss(loop, p, word);
	}
	if (count > 0)
		kernel_wake(word, count);
}
