#include "runners/helper.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { HELPERS = 4, STACK_BYTES = 256 << 10 };

struct helpers {
	pthread_t thread[HELPERS];
	int count, bell;
	bool closing;
	size_t owed, waiting; /* given and not collected; helpers with nothing to do */
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct chore *first, **last, *finished;
};

struct helpers *
helpers_new(void)
{
	struct helpers *h = calloc(1, sizeof *h);

	if (!h)
		return NULL;
	h->last = &h->first;
	h->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (h->bell < 0) {
		free(h);
		return NULL;
	}
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->more, NULL);
	return h;
}

void
helpers_free(struct helpers *h)
{
	if (!h)
		return;
	pthread_mutex_lock(&h->lock);
	h->closing = true;
	pthread_cond_broadcast(&h->more);
	pthread_mutex_unlock(&h->lock);
	for (int k = 0; k < h->count; k++)
		pthread_join(h->thread[k], NULL);
	pthread_mutex_destroy(&h->lock);
	pthread_cond_destroy(&h->more);
	syscall(SYS_close, h->bell);
	free(h);
}

static void
ring(const struct helpers *h)
{
	const uint64_t one = 1;

	/* it fails only if it has rung so often that it is heard anyway */
	(void)!syscall(SYS_write, h->bell, &one, sizeof one);
}

static struct chore *
take(struct helpers *h)
{
	struct chore *c;

	h->waiting++;
	while (!h->first && !h->closing)
		pthread_cond_wait(&h->more, &h->lock);
	h->waiting--;
	c = h->first;
	if (!c || h->closing)
		return NULL; /* whoever asked is no more */
	h->first = c->next;
	if (!h->first)
		h->last = &h->first;
	return c;
}

static void *
help(void *argument)
{
	struct helpers *h = argument;
	struct chore *c;

	pthread_mutex_lock(&h->lock);
	while ((c = take(h))) {
		pthread_mutex_unlock(&h->lock);
		c->function(c->argument);
		pthread_mutex_lock(&h->lock);
		c->next = h->finished;
		h->finished = c;
		if (!c->next)
			ring(h);
	}
	pthread_mutex_unlock(&h->lock);
	return NULL;
}

/* one more thread, unless one is idle or there are enough */
static int
engage(struct helpers *h)
{
	pthread_attr_t attributes;
	int error;

	if (h->waiting > 0 || h->count == HELPERS)
		return 0;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	error = pthread_create(&h->thread[h->count], &attributes, help, h);
	pthread_attr_destroy(&attributes);
	if (error == 0)
		h->count++;
	errno = error;
	return h->count > 0 ? 0 : -1;
}

int
helpers_give(struct helpers *h, struct chore *c)
{
	int status;

	pthread_mutex_lock(&h->lock);
	status = engage(h);
	if (status == 0) {
		c->next = NULL;
		*h->last = c;
		h->last = &c->next;
		h->owed++;
		pthread_cond_signal(&h->more);
	}
	pthread_mutex_unlock(&h->lock);
	return status;
}

int
helpers_bell(const struct helpers *h)
{
	return h->bell;
}

bool
helpers_owe(const struct helpers *h)
{
	return h->owed > 0;
}

void
helpers_collect(struct helpers *h)
{
	struct chore *c;
	uint64_t rings;

	if (syscall(SYS_read, h->bell, &rings, sizeof rings) < 0)
		return;
	pthread_mutex_lock(&h->lock);
	c = h->finished;
	h->finished = NULL;
	pthread_mutex_unlock(&h->lock);
	while (c) {
		struct chore *next = c->next;

		h->owed--;
		c->done(c);
		c = next;
	}
}
