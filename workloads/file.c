/*
 * Reading a file: task i opens it, reads its slice to the end, closes it. Warm,
 * the bytes come from the page cache and reading is computing; cold, each
 * task first drops its slice from the cache, so that the disk must answer. The
 * record's block_reads and voluntary_switches prove which of the two it was.
 */
#include "workloads/workload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "workloads/scratch.h"

enum { BYTES, CACHE, PATH };
enum { WARM, COLD };
enum { FILE_BYTES = 64 << 20, CHUNK = 32 << 10 };

static uint64_t
slices(uint64_t bytes)
{
	return bytes < FILE_BYTES ? FILE_BYTES / bytes : 1;
}

/* the sum of all words: proof that every byte came through memory */
static int
sum(int fd, off_t at, uint64_t bytes, uint64_t *result)
{
	uint64_t words[CHUNK / sizeof(uint64_t)];
	uint64_t total = 0;

	while (bytes > 0) {
		size_t want = bytes < CHUNK ? bytes : CHUNK;
		ssize_t got = pread(fd, words, want, at);

		if (got < 0)
			return -1;
		if (got == 0)
			return workload_fail("file ended %llu bytes early",
			                     (unsigned long long)bytes);
		memset((char *)words + got, 0, -(size_t)got % sizeof *words);
		for (size_t k = 0; k * sizeof *words < (size_t)got; k++)
			total += words[k];
		at += got;
		bytes -= (uint64_t)got;
	}
	*result = total;
	return 0;
}

static int
file_task(const struct value *values, size_t i, uint64_t *result)
{
	uint64_t bytes = values[BYTES].number;
	off_t at = (off_t)(i % slices(bytes) * bytes);
	int fd = open(values[PATH].text, O_RDONLY | O_CLOEXEC);
	int status;

	if (fd < 0)
		return workload_fail("--path %s: %s", values[PATH].text, strerror(errno));
	if (values[CACHE].number == COLD)
		posix_fadvise(fd, at, (off_t)bytes, POSIX_FADV_DONTNEED);
	status = sum(fd, at, bytes, result);
	if (status != 0 && errno != EPROTO)
		workload_fail("--path %s: %s", values[PATH].text, strerror(errno));
	close(fd);
	return status;
}

static int
fill(int fd, uint64_t bytes)
{
	uint64_t words[CHUNK / sizeof(uint64_t)];
	uint64_t word = 0;

	for (uint64_t done = 0; done < bytes;) {
		size_t want = bytes - done < CHUNK ? bytes - done : CHUNK;
		ssize_t put;

		for (size_t k = 0; k < CHUNK / sizeof *words; k++)
			words[k] = scramble(word++);
		put = write(fd, words, want);
		if (put < 0)
			return -1;
		done += (uint64_t)put;
	}
	return fsync(fd); /* a dirty page cannot be dropped from the cache */
}

static int
file_setup(struct value *values, size_t tasks)
{
	uint64_t bytes = values[BYTES].number;
	char *path;
	int fd;

	(void)tasks;
	if (bytes == 0)
		return workload_fail("a task must read at least one byte");
	if (values[PATH].text)
		return 0;
	fd = scratch_open(); /* other processes open it by the number that it has here */
	if (fd < 0 || fill(fd, slices(bytes) * bytes) != 0) {
		scratch_fail();
		if (fd >= 0)
			close(fd);
		return -1;
	}
	if (asprintf(&path, "/proc/%d/fd/%d", (int)getpid(), fd) < 0)
		return -1;
	values[PATH] = (struct value){.text = path, .number = (uint64_t)fd};
	return 0;
}

/* a path's number is the descriptor that keeps our own file: the user's file stays */
static void
file_teardown(struct value *values)
{
	if (values[PATH].number)
		close((int)values[PATH].number);
}

static const char *const caches[] = {[WARM] = "warm", [COLD] = "cold", NULL};

/* clang-format off */
static const struct parameter file_parameters[] = {
	[BYTES] = {.name = "bytes", .unit = UNIT_SIZE, .preset = "1MiB",
	           .summary = "how much each task reads"},
	[CACHE] = {.name = "cache", .unit = UNIT_CHOICE, .preset = "warm", .choices = caches,
	           .summary = "cold: each task first drops its bytes from the page cache"},
	[PATH] = {.name = "path", .unit = UNIT_TEXT, .preset = "", .place = true,
	          .summary = "the file; made in $TMPDIR or /var/tmp if not given"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_file = {
	.name = "file",
	.summary = "reading a file, from the page cache or from the disk",
	.bound = IO_BOUND,
	.tasks = 256,
	.stack_bytes = 64 << 10,
	.parameters = file_parameters,
	.setup = file_setup,
	.teardown = file_teardown,
	.task = file_task,
};
