/*
 * Calls on files through the seam: the same answers in a coroutine as in a thread.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/cargo.h"
#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"

/* fresh for each call: an empty file, and a pipe, which has no offsets and no disk */
static int file, ends[2];

static void
prepare(void)
{
	char path[] = "/var/tmp/convoy-disk-XXXXXX";

	file = mkostemp(path, O_CLOEXEC);
	unlink(path);
	if (pipe2(ends, O_CLOEXEC) != 0 || file < 0)
		perror("# prepare");
	cargo_load();
}

static void
clear(void)
{
	close(ends[0]);
	close(ends[1]);
	close(file);
}

static void
gather(struct answer *a)
{
	ANSWER(a, cargo_gather(file));
	a->result += lseek(file, 0, SEEK_CUR);
	a->result += pread(file, cargo_arrived, CARGO_BYTES, 0);
	answer_digest(a, cargo_arrived, CARGO_BYTES);
}

static void
scatter(struct answer *a)
{
	struct iovec parts[] = {
		{cargo_arrived, 5000}, {cargo_arrived, 0}, {cargo_arrived + 5000, CARGO_BYTES}};

	if (pwrite(file, cargo, CARGO_BYTES / 2, 0) != CARGO_BYTES / 2)
		perror("# pwrite");
	lseek(file, 100, SEEK_SET);
	ANSWER(a, readv(file, parts, 3));
	a->result += lseek(file, 0, SEEK_CUR);
	answer_digest(a, cargo_arrived, CARGO_BYTES);
}

static void
scatter_at(struct answer *a)
{
	struct iovec parts[] = {{cargo, 5000}, {cargo, 0}, {cargo + 5000, 3}};
	struct iovec into[] = {
		{cargo_arrived, 1}, {cargo_arrived + 1, 5000}, {cargo_arrived + 6000, 100}};

	ANSWER(a, pwritev(file, parts, 3, 10));
	a->result += 100000 * preadv(file, into, 3, 11);
	answer_digest(a, cargo_arrived, CARGO_BYTES);
}

static void
append(struct answer *a)
{
	fcntl(file, F_SETFL, O_APPEND);
	ANSWER(a, write(file, cargo, 10) + write(file, cargo, 10));
	lseek(file, 0, SEEK_SET);
	a->result += 100 * write(file, cargo, 1) + 1000 * lseek(file, 0, SEEK_CUR);
}

static void
at_an_offset(struct answer *a)
{
	ANSWER(a, pwrite(file, cargo, 4000, 7) + lseek(file, 0, SEEK_CUR));
	a->result += 10000 * pread(file, cargo_arrived, 5000, 5);
	answer_digest(a, cargo_arrived, 5000);
}

static void
at_no_offset(struct answer *a)
{
	ANSWER(a, pwrite(file, cargo, 1, -1));
	a->digest = pwrite(ends[1], cargo, 1, 0) < 0 ? (uint64_t)errno : 0;
	a->digest = a->digest * 100 + (pread(file, cargo_arrived, 1, -1) < 0 ? (uint64_t)errno : 0);
}

static void
down_to_the_disk(struct answer *a)
{
	ANSWER(a, pwrite(file, cargo, 4096, 0) + fsync(file) + fdatasync(file));
	a->digest = fsync(ends[1]) < 0 ? (uint64_t)errno : 0;
}

static void
past_the_cache(struct answer *a)
{
	char path[64];
	void *block = aligned_alloc(4096, 8192);
	int fd;

	if (pwrite(file, cargo, 10000, 0) != 10000 || fsync(file) != 0)
		perror("# pwrite");
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	fd = open(path, O_RDWR | O_DIRECT | O_CLOEXEC);
	if (fd >= 0 && block) {
		ANSWER(a, pread(fd, block, 4096, 4096) + read(fd, block, 8192));
		answer_digest(a, block, 8192);
		a->result += 100000 * lseek(fd, 0, SEEK_CUR);
		a->digest ^= (uint64_t)pwrite(fd, block, 8192, 0);
		a->digest ^= pread(fd, (char *)block + 1, 100, 3) < 0 ? (uint64_t)errno << 9 : 0;
	}
	free(block);
	close(fd);
}

static void
nothing_at_all(struct answer *a)
{
	ANSWER(a, write(file, cargo, 0));
}

static void
keeps_errno(struct answer *a)
{
	errno = ENOTTY;
	a->digest = write(file, cargo, 10) == 10 && pread(file, cargo_arrived, 20, 0) == 10 &&
	            fsync(file) == 0;
	a->result = errno;
}

static const struct semantics calls[] = {
	{"writev to a file", gather, NULL},
	{"readv from a file, to its end", scatter, NULL},
	{"preadv and pwritev", scatter_at, NULL},
	{"write of nothing to a file", nothing_at_all, NULL},
	{"write with O_APPEND", append, NULL},
	{"pwrite", at_an_offset, NULL},
	{"pwrite and pread where there is no offset", at_no_offset, NULL},
	{"fsync and fdatasync", down_to_the_disk, NULL},
	{"reads and writes with O_DIRECT", past_the_cache, NULL},
	{"write, pread and fsync keep errno", keeps_errno, NULL},
};

int
main(void)
{
	trial_deadline(30);
	semantics_compare(calls, sizeof calls / sizeof *calls, prepare, clear);
	return done_testing();
}
