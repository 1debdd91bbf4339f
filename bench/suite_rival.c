#include "bench/suite_rival.h"

#include <pthread.h>
#include <stdlib.h>

struct rival_queue {
	pthread_mutex_t mutex;
	pthread_cond_t not_empty, not_full;
	size_t first, count, capacity, undone;
	uint64_t item[];
};

struct rival_queue *
rival_new(size_t capacity)
{
	struct rival_queue *q = calloc(1, sizeof *q + capacity * sizeof *q->item);

	if (!q)
		abort();
	pthread_mutex_init(&q->mutex, NULL);
	pthread_cond_init(&q->not_empty, NULL);
	pthread_cond_init(&q->not_full, NULL);
	q->capacity = capacity;
	return q;
}

void
rival_put(struct rival_queue *q, uint64_t item)
{
	size_t last;

	pthread_mutex_lock(&q->mutex);
	while (q->count == q->capacity)
		pthread_cond_wait(&q->not_full, &q->mutex);
	last = q->first + q->count++;
	q->item[last < q->capacity ? last : last - q->capacity] = item;
	q->undone++;
	pthread_mutex_unlock(&q->mutex);
	pthread_cond_signal(&q->not_empty);
}

uint64_t
rival_get(struct rival_queue *q)
{
	uint64_t item;

	pthread_mutex_lock(&q->mutex);
	while (q->count == 0)
		pthread_cond_wait(&q->not_empty, &q->mutex);
	item = q->item[q->first++];
	if (q->first == q->capacity)
		q->first = 0;
	q->count--;
	pthread_mutex_unlock(&q->mutex);
	pthread_cond_signal(&q->not_full);
	return item;
}
