/*
 * Reading files through the seam: the same answers in a coroutine as in a thread, and the bytes that
 * were written, whether they are in the page cache or not.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { FILE_BYTES = (1 << 20) + 123, WORD = sizeof(uint64_t) };

ssize_t __pread_chk(int, void *, size_t, off_t, size_t);
ssize_t __pread64_chk(int, void *, size_t, off_t, size_t);

static char path[] = "/var/tmp/convoy-read-XXXXXX";
static char content[FILE_BYTES], buffer[FILE_BYTES + 4096];
static int file;

static void
prepare(void)
{
	file = open(path, O_RDONLY | O_CLOEXEC);
	memset(buffer, 0, sizeof buffer);
}

static void
clear(void)
{
	close(file);
}

static void
negative_offset(struct answer *a)
{
	ANSWER(a, pread(file, buffer, 8, -1));
}

static void
beyond_the_end(struct answer *a)
{
	ANSWER(a, pread(file, buffer, 8, FILE_BYTES));
}

static void
write_only(struct answer *a)
{
	int fd = open(path, O_WRONLY);

	ANSWER(a, read(fd, buffer, 8));
	a->digest = (uint64_t)pread(fd, buffer, 8, 0);
	close(fd);
}

static void
fortified(struct answer *a)
{
	ANSWER(a, __pread_chk(file, buffer, 5, 77, sizeof buffer));
	a->result += __pread64_chk(file, buffer + 5, 5, 99, sizeof buffer);
	answer_digest(a, buffer, 10);
}

static void
uncached(void)
{
	posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
}

static void
whole(struct answer *a)
{
	ANSWER(a, pread(file, buffer, sizeof buffer, 0));
	a->digest = (uint64_t)(memcmp(buffer, content, FILE_BYTES) == 0);
}

static void
whole_cold(struct answer *a)
{
	uncached();
	whole(a);
}

/* a page of it is cached, the rest is not */
static void
whole_lukewarm(struct answer *a)
{
	uncached();
	posix_fadvise(file, 0, 0, POSIX_FADV_RANDOM);
	memset(buffer, 0, (size_t)pread(file, buffer, 4096, 0));
	whole(a);
}

static void
in_pieces(struct answer *a)
{
	ssize_t got;

	uncached();
	while ((got = read(file, buffer + a->result, 10007)) > 0)
		a->result += got;
	a->digest = (uint64_t)(got + (memcmp(buffer, content, FILE_BYTES) != 0));
}

static void
direct(struct answer *a)
{
	int fd = open(path, O_RDONLY | O_DIRECT);
	void *aligned = NULL;

	if (fd < 0 || posix_memalign(&aligned, 4096, 65536) != 0)
		return;
	ANSWER(a, pread(fd, aligned, 65536, 8192));
	a->digest = (uint64_t)(memcmp(aligned, content + 8192, 65536) == 0);
	free(aligned);
	close(fd);
}

/* 2^32 is 0 to whoever counts in 32 bits */
static void
four_gigabytes(struct answer *a)
{
	const size_t size = (size_t)1 << 32;
	char *room = mmap(NULL,
	                  size,
	                  PROT_READ | PROT_WRITE,
	                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
	                  -1,
	                  0);

	if (room == MAP_FAILED)
		return;
	uncached();
	ANSWER(a, pread(file, room, size, 0));
	a->digest = (uint64_t)(a->result > 0 && memcmp(room, content, (size_t)a->result) == 0);
	munmap(room, size);
}

static const struct semantics calls[] = {
	{"a file from the page cache", whole, NULL},
	{"a file from the disk", whole_cold, NULL},
	{"a file of which a page is cached", whole_lukewarm, NULL},
	{"a file in pieces, by its own offset", in_pieces, NULL},
	{"a file past the page cache", direct, NULL},
	{"a file into four gigabytes", four_gigabytes, NULL},
	{"pread at a negative offset", negative_offset, NULL},
	{"pread beyond the end", beyond_the_end, NULL},
	{"read of a file opened for writing", write_only, NULL},
	{"preads as fortified libraries call them", fortified, NULL},
};

static int
make_file(void)
{
	int fd = mkstemp(path);
	int status;

	for (uint64_t k = 0; k < FILE_BYTES / WORD; k++) {
		uint64_t word = scramble(k);

		memcpy(content + k * WORD, &word, WORD);
	}
	status = write(fd, content, FILE_BYTES) == FILE_BYTES && fsync(fd) == 0;
	close(fd);
	return status;
}

int
main(void)
{
	trial_deadline(20);
	if (ok(make_file(), "a file is made"))
		semantics_compare(calls, sizeof calls / sizeof *calls, prepare, clear);
	unlink(path);
	return done_testing();
}
