#ifndef WORKLOADS_DIGEST_H
#define WORKLOADS_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that came out of something, folded into one number, by FNV-1a: in whatever pieces they come, it is the
 * same. */

/* of no bytes */
#define DIGEST_EMPTY UINT64_C(0xcbf29ce484222325)

static inline uint64_t
digest_add(uint64_t digest, const void *bytes, size_t size)
{
	const unsigned char *byte = bytes;

	for (size_t k = 0; k < size; k++)
		digest = (digest ^ byte[k]) * UINT64_C(0x100000001b3);
	return digest;
}

#endif
