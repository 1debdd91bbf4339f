#include "runners/parking_lot.h"

#include <stdlib.h>

#include "runners/parking.h"
#include "runners/scheduler.h"

enum { BUCKETS = 64 };

struct parking *
parking_new(void)
{
	struct parking *p = calloc(1, sizeof *p);

	if (!p || !(p->bucket = calloc(BUCKETS, sizeof *p->bucket))) {
		free(p);
		return NULL;
	}
	p->buckets = BUCKETS;
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
	if (!b->first)
		b->last = &b->first;
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

static struct parked *
next_on(struct parked *w, const _Atomic uint32_t *word)
{
	while (w && w->word != word)
		w = w->next;
	return w;
}

uint32_t
parking_let_go(struct parking *p, const _Atomic uint32_t *word, uint32_t count)
{
	struct bucket *b = bucket_of(p, word);
	struct parked *w = next_on(b->first, word);

	while (w && count > 0) {
		struct parked *next = next_on(w->next, word);

		take_out(p, b, w);
		coroutine_ready(w->coroutine);
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

void
parking_add(struct parking *p, struct parked *w)
{
	if (++p->count > 2 * p->buckets)
		grow(p);
	append(bucket_of(p, w->word), w);
	append_fresh(p, w);
}

void
parking_remove(struct parking *p, struct parked *w)
{
	take_out(p, bucket_of(p, w->word), w);
}

void
parking_guarded(struct parking *p, struct parked *w)
{
	remove_fresh(p, w);
}

void
parking_looked_at(struct parking *p, struct parked *w)
{
	remove_fresh(p, w);
	append_fresh(p, w);
}

struct parked *
parking_first(const struct parking *p, const _Atomic uint32_t *word)
{
	return next_on(bucket_of(p, word)->first, word);
}

struct sentry *
parking_sentry(const struct parking *p, const _Atomic uint32_t *word)
{
	struct sentry *s = bucket_of(p, word)->sentries;

	while (s && (s->word != word || s->dismissed))
		s = s->next;
	return s;
}

void
parking_post(struct parking *p, struct sentry *s)
{
	p->sentries++;
	link_sentry(bucket_of(p, s->word), s);
}

void
parking_withdraw(struct parking *p, struct sentry *s)
{
	p->sentries--;
	*s->link = s->next;
	if (s->next)
		s->next->link = s->link;
}
