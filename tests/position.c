/*
 * Coroutines that read or write one file at its position: each part goes to one of them, once.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runners/loop.h"
#include "tests/tap.h"
#include "tests/trial.h"

enum { PARTS = 512, PART_BYTES = 4096, READERS = 8 };

static char path[] = "/var/tmp/convoy-position-XXXXXX";
static int file;
static unsigned seen[PARTS];
static int odd;
static uint32_t next_part;

static void
read_parts(void)
{
	uint32_t *part = aligned_alloc(4096, PART_BYTES);
	ssize_t got = -1;

	if (part)
		memset(part, 0, PART_BYTES);
	while (part && (got = read(file, part, PART_BYTES)) == PART_BYTES)
		if (part[0] < PARTS && part[1] == ~part[0])
			seen[part[0]]++;
		else
			odd++;
	odd += got != 0;
	free(part);
}

static void
write_parts(void)
{
	uint32_t part[PART_BYTES / sizeof(uint32_t)] = {0};

	while (next_part < PARTS) {
		part[0] = next_part++;
		part[1] = ~part[0];
		odd += write(file, part, sizeof part) != (ssize_t)sizeof part;
	}
}

static bool
each_once(void)
{
	bool once = odd == 0;

	for (size_t k = 0; k < PARTS; k++)
		once = once && seen[k] == 1;
	return once;
}

static void
run(const struct loop_engine *engine, void (*act)(void))
{
	void (*acts[READERS])(void);

	for (size_t k = 0; k < READERS; k++)
		acts[k] = act;
	memset(seen, 0, sizeof seen);
	odd = 0;
	lseek(file, 0, SEEK_SET);
	if (trial_coroutines(engine, acts, READERS) != 0)
		odd++;
}

/* the page cache empty, half full, and bypassed */
static void
on(const struct loop_engine *engine)
{
	char half[PARTS * PART_BYTES / 2];

	next_part = 0;
	run(engine, write_parts);
	fsync(file);
	posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
	run(engine, read_parts);
	ok(each_once(), "%s: what is written and read by eight, cold", engine->name);
	posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
	if (pread(file, half, sizeof half, 12345) != (ssize_t)sizeof half)
		perror("# pread");
	run(engine, read_parts);
	ok(each_once(), "%s: ... and half warm", engine->name);
	close(file);
	file = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	if (file >= 0) {
		run(engine, read_parts);
		ok(each_once(), "%s: ... and past the cache", engine->name);
	} else {
		skip("no O_DIRECT there: %s", strerror(errno));
	}
	close(file);
	file = open(path, O_RDWR | O_TRUNC | O_CLOEXEC);
}

int
main(void)
{
	trial_deadline(30);
	file = mkostemp(path, O_CLOEXEC);
	trial_loops(on);
	unlink(path);
	close(file);
	return done_testing();
}
