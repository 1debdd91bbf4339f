#ifndef WORKLOADS_PRESS_H
#define WORKLOADS_PRESS_H

#include "workloads/text.h"

/* Compression by zlib, into the format of gzip. */

/* load zlib, in setup: 0, or -1 as that */
int press_load(void);

/* Compress task i's stretch of a text, of so many bytes, at zlib's level, and hand what comes out to the taker. The
 * text goes in by pieces of 512 bytes, of some 30 us each, with a checkpoint between; every so often zlib also
 * writes a block, which takes it some hundred. It allocates 256 KiB. 0, or -1 as a task */
int press_stretch(const struct value *text, size_t i, uint64_t bytes, int level, text_taker *,
                  void *context);

#endif
