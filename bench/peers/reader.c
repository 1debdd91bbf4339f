/*
 * Random reads of 4 KiB. The clock is looked at seldom enough to cost nothing.
 */
#include "bench/peers/reader.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/peers/peer.h"
#include "runners/clock.h"

enum { READS_PER_LOOK = 16 };

struct reader *
readers_open(const char *path, bool direct, size_t count, double seconds)
{
	struct reader *readers = memory(count, sizeof *readers);
	uint64_t deadline = clock_ns() + (uint64_t)(seconds * 1e9);
	int fd = open(path, direct ? O_RDONLY | O_DIRECT : O_RDONLY);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) != 0)
		fail(path);
	for (size_t i = 0; i < count; i++) {
		void *block;

		if (posix_memalign(&block, BLOCK_BYTES, BLOCK_BYTES) != 0)
			fail("posix_memalign");
		readers[i] = (struct reader){.fd = fd,
		                             .blocks = (uint64_t)status.st_size / BLOCK_BYTES,
		                             .state = 0x9e3779b97f4a7c15 * (i + 1),
		                             .deadline_ns = deadline,
		                             .block = block};
	}
	return readers;
}

/* xorshift64 */
static off_t
next_offset(struct reader *reader)
{
	reader->state ^= reader->state << 13;
	reader->state ^= reader->state >> 7;
	reader->state ^= reader->state << 17;
	return (off_t)(reader->state % reader->blocks * BLOCK_BYTES);
}

void
reader_run(struct reader *reader)
{
	while (clock_ns() < reader->deadline_ns)
		for (int i = 0; i < READS_PER_LOOK; i++) {
			off_t offset = next_offset(reader);

			if (pread(reader->fd, reader->block, BLOCK_BYTES, offset) != BLOCK_BYTES)
				fail("pread");
			reader->count++;
		}
}

size_t
readers_close(struct reader *readers, size_t count)
{
	size_t sum = 0;

	close(readers[0].fd);
	for (size_t i = 0; i < count; i++) {
		sum += readers[i].count;
		free(readers[i].block);
	}
	free(readers);
	return sum;
}
