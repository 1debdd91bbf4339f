/*
 * The ring of those that are ready: memory that is used only where it is touched.
 */
#include "runners/ready.h"

#include <sys/mman.h>

static struct coroutine **
ring_map(size_t room)
{
	void *ring = mmap(NULL,
	                  room * sizeof(struct coroutine *),
	                  PROT_READ | PROT_WRITE,
	                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
	                  -1,
	                  0);

	return ring != MAP_FAILED ? ring : NULL;
}

int
ready_open(struct scheduler *s)
{
	size_t room = 1;

	while (room < s->limit)
		room *= 2;
	s->ready_mask = room - 1;
	s->ready = ring_map(room);
	return s->ready ? 0 : -1;
}

int
ready_widen(struct scheduler *s, size_t coroutines)
{
	const size_t room = s->ready_mask + 1;
	struct coroutine **ring;

	if (coroutines <= room)
		return 0;
	ring = ring_map(2 * room);
	if (!ring)
		return -1;
	for (size_t k = s->ready_first; k != s->ready_last; k++)
		ring[k & (2 * room - 1)] = s->ready[k & s->ready_mask];
	munmap(s->ready, room * sizeof *s->ready);
	s->ready = ring;
	s->ready_mask = 2 * room - 1;
	return 0;
}

void
ready_close(struct scheduler *s)
{
	if (s->ready)
		munmap(s->ready, (s->ready_mask + 1) * sizeof *s->ready);
}
