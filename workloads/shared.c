#include "workloads/shared.h"

#include <errno.h>
#include <stdalign.h>
#include <sys/mman.h>

enum { LINE = 64 }; /* of a cache */

/* what lies before it, for who gives it back */
struct block {
	size_t bytes;
	alignas(LINE) char memory[];
};

void *
shared_new(size_t bytes, size_t count, size_t each)
{
	struct block *block;
	size_t all;

	if (__builtin_mul_overflow(count, each, &all) || __builtin_add_overflow(all, bytes, &all) ||
	    __builtin_add_overflow(all, sizeof *block, &all)) {
		errno = ENOMEM;
		return NULL;
	}
	block = mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (block == MAP_FAILED)
		return NULL;
	block->bytes = all;
	return block->memory;
}

void
shared_free(void *memory)
{
	struct block *block;

	if (!memory)
		return;
	block = (struct block *)(void *)((char *)memory - offsetof(struct block, memory));
	munmap(block, block->bytes);
}
