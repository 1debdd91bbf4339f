#include "runners/stack.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * A guard page makes an overflow a fault instead of silent damage. Linux 6.13
 * has guards that cost no mapping; before, mprotect splits the mapping in two
 * for each, of which a process may have 65,530: so only up to a limit.
 */
enum guards { GUARD_MADVISE, GUARD_MPROTECT, GUARD_NONE };

#define MADVISE_GUARD_INSTALL 102 /* MADV_GUARD_INSTALL, which older headers lack */

enum { MPROTECT_LIMIT = 16000, PRESET_BYTES = 8 << 20 };

static size_t
page_bytes(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t
stride(const struct stacks *s)
{
	return s->bytes + page_bytes();
}

int
stacks_open(struct stacks *s, size_t count, size_t bytes)
{
	size_t page = page_bytes();

	bytes = bytes ? bytes : PRESET_BYTES;
	*s = (struct stacks){.bytes = (bytes + page - 1) / page * page, .count = count};
	if (count == 0)
		return 0;
	if (count > (size_t)1 << 46 >> 12 || s->bytes > ((size_t)1 << 46) / count) {
		errno = ENOMEM;
		return -1;
	}
	s->free = calloc(count, sizeof *s->free);
	s->mapping = mmap(NULL,
	                  count * stride(s),
	                  PROT_READ | PROT_WRITE,
	                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
	                  -1,
	                  0);
	if (!s->free || s->mapping == MAP_FAILED) {
		free(s->free);
		return -1;
	}
	/* a huge page would touch many stacks for one */
	madvise(s->mapping, count * stride(s), MADV_NOHUGEPAGE);
	if (madvise(s->mapping, page, MADVISE_GUARD_INSTALL) != 0)
		s->guards = count <= MPROTECT_LIMIT ? GUARD_MPROTECT : GUARD_NONE;
	return 0;
}

void
stacks_close(struct stacks *s)
{
	if (s->count == 0)
		return;
	munmap(s->mapping, s->count * stride(s));
	free(s->free);
}

void *
stack_take(struct stacks *s)
{
	char *guard;

	if (s->free_count)
		return s->free[--s->free_count];
	guard = s->mapping + s->used++ * stride(s);
	if (s->guards == GUARD_MADVISE)
		madvise(guard, page_bytes(), MADVISE_GUARD_INSTALL);
	else if (s->guards == GUARD_MPROTECT)
		mprotect(guard, page_bytes(), PROT_NONE);
	return guard + page_bytes();
}

void
stack_give(struct stacks *s, void *bottom)
{
	s->free[s->free_count++] = bottom;
}
