#include "runners/stack.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* of Linux 6.13 and 6.14, which older headers lack */
#define MADVISE_GUARD_INSTALL 102
#define PIDFD_OF_SELF (-10000)

enum { MPROTECT_LIMIT = 16000, PRESET_BYTES = 8 << 20 };
/* What lies below the first stack of those that have a canary: others write to their neighbours,
 * and the canary tells; it would write to whatever is there. */
enum { BELOW_BYTES = 1 << 20 };

/* A huge page touches thousands of packed stacks at the price of one fault; of others, or of a few, it
 * would touch many for one. */
enum { HUGE_FROM_BYTES = 64 << 20 };

enum { PACKED_UNIT = 64, BATCH = 256, LOOKED_AT = 16 };

static size_t
page_bytes(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t
rounded_up(size_t bytes, size_t unit)
{
	return (bytes + unit - 1) / unit * unit;
}

static int
sizes_choose(struct stacks *s, size_t count, size_t bytes)
{
	const size_t page = page_bytes();
	const size_t most = (size_t)1 << 46;

	bytes = bytes ? bytes : PRESET_BYTES;
	*s = (struct stacks){.count = count, .guard = GUARD_CANARY};
	if (bytes > most || count > most / (rounded_up(bytes, page) + page)) {
		errno = ENOMEM;
		return -1;
	}
	s->bytes = rounded_up(bytes, bytes < page ? PACKED_UNIT : page);
	s->stride = s->bytes < page ? s->bytes : s->bytes + page;
	return 0;
}

int
stacks_open(struct stacks *s, size_t count, size_t bytes)
{
	if (sizes_choose(s, count, bytes) != 0)
		return -1;
	if (count == 0)
		return 0;
	s->mapping = mmap(NULL,
	                  BELOW_BYTES + count * s->stride,
	                  PROT_READ | PROT_WRITE,
	                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
	                  -1,
	                  0);
	if (s->mapping == MAP_FAILED) {
		*s = (struct stacks){.mapping = NULL};
		return -1;
	}
	mprotect(s->mapping, BELOW_BYTES, PROT_NONE);
	s->mapping += BELOW_BYTES;
	madvise(s->mapping,
	        count * s->stride,
	        s->stride < page_bytes() && count * s->stride >= HUGE_FROM_BYTES ? MADV_HUGEPAGE
	                                                                         : MADV_NOHUGEPAGE);
	if (s->stride == s->bytes)
		return 0;
	if (madvise(s->mapping, page_bytes(), MADVISE_GUARD_INSTALL) == 0)
		s->guard = GUARD_MADVISE;
	else if (count <= MPROTECT_LIMIT)
		s->guard = GUARD_MPROTECT;
	return 0;
}

void
stacks_close(struct stacks *s)
{
	if (s->count > 0)
		munmap(s->mapping - BELOW_BYTES, BELOW_BYTES + s->count * s->stride);
	*s = (struct stacks){.mapping = NULL};
}

/* guards for the next stacks by one call, which takes half the time of one call for each */
static int
guard_batch(struct stacks *s)
{
	struct iovec guards[BATCH];
	size_t n = s->count - s->guarded < BATCH ? s->count - s->guarded : BATCH;

	for (size_t k = 0; k < n; k++)
		guards[k] = (struct iovec){.iov_base = s->mapping + (s->guarded + k) * s->stride,
		                           .iov_len = page_bytes()};
	if (syscall(SYS_process_madvise, PIDFD_OF_SELF, guards, n, MADVISE_GUARD_INSTALL, 0) ==
	    (long)(n * page_bytes())) {
		s->guarded += n;
		return 0;
	}
	if (madvise(guards[0].iov_base, guards[0].iov_len, MADVISE_GUARD_INSTALL) != 0)
		return -1;
	s->guarded++;
	return 0;
}

static void
canary_place(uint64_t *bottom)
{
	bottom[0] = bottom[1] = STACK_CANARY;
}

static int
guard_install(struct stacks *s, size_t k)
{
	char *low = s->mapping + k * s->stride;

	switch (s->guard) {
	case GUARD_MADVISE:
		return k < s->guarded ? 0 : guard_batch(s);
	case GUARD_MPROTECT:
		if (k < s->guarded)
			return 0;
		if (mprotect(low, page_bytes(), PROT_NONE) != 0)
			return -1;
		s->guarded++;
		return 0;
	default:
		canary_place((uint64_t *)(void *)(low + s->stride - s->bytes));
		return 0;
	}
}

struct stack
stack_at(const struct stacks *s, size_t k)
{
	const size_t colours = s->bytes / 16 / PACKED_UNIT;
	const bool alike = s->guard == GUARD_CANARY;

	return (struct stack){.bottom = s->mapping + (k + 1) * s->stride - s->bytes,
	                      .bytes = s->bytes - (alike ? 0 : k % colours * PACKED_UNIT)};
}

struct stack
stack_take(struct stacks *s)
{
	if (s->used == s->count || guard_install(s, s->used) != 0)
		return (struct stack){.bottom = NULL};
	return stack_at(s, s->used++);
}

bool
stack_guards(const struct stacks *s, const void *address)
{
	const char *at = address;

	if (at < s->mapping)
		return at >= s->mapping - BELOW_BYTES;
	return s->guard != GUARD_CANARY && at < s->mapping + s->count * s->stride &&
	       (size_t)(at - s->mapping) % s->stride < s->stride - s->bytes;
}

/* Fresh memory is zero, so the first word that is not is the deepest that was written. Pages that
 * nobody touched are not touched here either. */
__attribute__((no_sanitize("address"))) static size_t
most_used(const struct stacks *s, struct stack stack)
{
	const size_t page = page_bytes();
	const char *bottom = stack.bottom;
	const char *top = bottom + stack.bytes;
	const uint64_t *word = (const uint64_t *)(const void *)bottom;
	const char *at = (const char *)((uintptr_t)bottom & ~(uintptr_t)(page - 1));
	unsigned char resident = 0;

	while (at < top && mincore((void *)(uintptr_t)at, page, &resident) == 0 && !(resident & 1))
		at += page;
	if (at > bottom)
		word = (const uint64_t *)(const void *)at;
	else if (s->guard == GUARD_CANARY)
		word += 2;
	while ((const char *)word < top && *word == 0)
		word++;
	return (const char *)word < top ? (size_t)(top - (const char *)word) : 0;
}

size_t
stacks_most_used(const struct stacks *s)
{
	size_t most = 0;

	for (size_t k = 0; k < s->used && k < LOOKED_AT; k++) {
		size_t used = most_used(s, stack_at(s, k));

		most = used > most ? used : most;
	}
	return most;
}

const char *
stack_guard_name(enum stack_guard guard)
{
	static const char *const names[] = {
		[GUARD_MADVISE] = "madvise",
		[GUARD_MPROTECT] = "mprotect",
		[GUARD_CANARY] = "canary",
	};

	return names[guard];
}
