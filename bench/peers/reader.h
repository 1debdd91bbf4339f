#ifndef BENCH_PEERS_READER_H
#define BENCH_PEERS_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { BLOCK_BYTES = 4096 };

/* One task that reads blocks of a file in random order: the same function for threads and
 * coroutines. */
struct reader {
	int fd;
	uint64_t blocks; /* of the file */
	uint64_t state;  /* of the random numbers; not 0 */
	uint64_t deadline_ns;
	char *block;
	size_t count; /* of reads done */
};

/* so many readers of one file, which stop after so many seconds; it ends the program if it fails */
struct reader *readers_open(const char *path, bool direct, size_t count, double seconds);

/* read until the deadline: plain blocking pread */
void reader_run(struct reader *);

/* close the file, give all back; the sum of their reads */
size_t readers_close(struct reader *, size_t count);

#endif
