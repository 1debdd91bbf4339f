#ifndef WORKLOADS_TEXT_H
#define WORKLOADS_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "workloads/workload.h"

/*
 * Text to compute on: lines of words, some of them common and most rare, with
 * numbers and e-mail addresses among them; the same bytes every time. All tasks
 * read the same text, each a stretch of its own, that begins at another place. The
 * text goes round, so that a stretch may be longer than it.
 */
enum {
	TEXT_BYTES = 256 << 10,
	TEXT_PIECE_MAX = 4096, /* what lies in one piece from wherever a stretch stands */
	TEXT_STRIDE = 4099,    /* odd: 2^18 tasks begin at different places */
};

/* make it, and put its address into the value, for setup: 0, or -1 with errno set */
int text_make(struct value *);

/* give it back */
void text_free(struct value *);

/* what lies so many bytes into task i's stretch; TEXT_PIECE_MAX bytes from there may be read */
static inline const char *
text_at(const struct value *text, size_t i, uint64_t at)
{
	return (const char *)(uintptr_t)text->number + (i * TEXT_STRIDE + at) % TEXT_BYTES;
}

/* Who takes a stretch, piece by piece: 0, or -1 as a task. */
typedef int text_taker(void *context, const void *piece, size_t size);

/* Hand task i's stretch, of so many bytes, over in pieces of `size`, at most TEXT_PIECE_MAX; the last may be
 * shorter. After each is a checkpoint. 0, or -1 as soon as the taker returned that */
int text_walk(const struct value *text, size_t i, uint64_t bytes, size_t size, text_taker *,
              void *context);

#endif
