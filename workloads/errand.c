#include "workloads/errand.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "runners/pool.h"
#include "workloads/duration.h"
#include "workloads/prime.h"
#include "workloads/scratch.h"
#include "workloads/workload.h"

enum { WORDS = 512 };

static int
make_file(void)
{
	uint64_t words[WORDS];
	int fd = scratch_open();

	for (size_t k = 0; k < WORDS; k++)
		words[k] = scramble(k);
	if (fd >= 0 && pwrite(fd, words, sizeof words, 0) == sizeof words)
		return fd;
	scratch_fail();
	if (fd >= 0)
		close(fd);
	return -1;
}

static int
start_backends(struct sources *s, uint64_t database_ns, uint64_t api_ns)
{
	if (backend_start(&s->database, database_ns) != 0)
		return -1;
	if (backend_start(&s->api, api_ns) == 0)
		return 0;
	backend_end(&s->database);
	return -1;
}

int
sources_open(struct sources *s, uint64_t file_ns, uint64_t database_ns, uint64_t api_ns)
{
	s->file_ns = file_ns;
	s->file = make_file();
	if (s->file < 0)
		return -1;
	if (start_backends(s, database_ns, api_ns) == 0)
		return 0;
	close(s->file);
	return -1;
}

void
sources_close(const struct sources *s)
{
	backend_end(&s->database);
	backend_end(&s->api);
	close(s->file);
}

/* the page cache has it, so how long it takes is the wait */
static int
read_file(const struct sources *s, uint64_t *result)
{
	uint64_t words[WORDS];
	ssize_t got = pread(s->file, words, sizeof words, 0);

	if (got != sizeof words) {
		errno = got < 0 ? errno : EIO;
		return -1;
	}
	*result = 0;
	for (size_t k = 0; k < WORDS; k++)
		*result += words[k];
	return nap(s->file_ns);
}

static int
errand_run(const void *argument, uint64_t *result)
{
	const struct errand *errand = argument;

	switch (errand->kind) {
	case READ_FILE:
		return read_file(errand->sources, result);
	case ASK_DATABASE:
		return backend_ask(&errand->sources->database, errand->number, result);
	case ASK_API:
		return backend_ask(&errand->sources->api, errand->number, result);
	case EXAMINE_NUMBER:
		*result = least_divisor(errand->number);
	}
	return 0;
}

static const char *
name_of(const struct errand *errand)
{
	static const char *const names[] = {[READ_FILE] = "the file",
	                                    [ASK_DATABASE] = "the database",
	                                    [ASK_API] = "the API",
	                                    [EXAMINE_NUMBER] = "a number"};

	return names[errand->kind];
}

int
errands_in_turn(const struct errand *errands, size_t count, uint64_t *results)
{
	for (size_t k = 0; k < count; k++)
		if (errand_run(&errands[k], &results[k]) != 0)
			return workload_fail("%s: %s", name_of(&errands[k]), strerror(errno));
	return 0;
}

int
errands_fan_out(const struct errand *errands, size_t count, uint64_t *results, size_t workers)
{
	struct pool *pool = pool_new(workers);
	int status;

	if (!pool)
		return workload_fail("cannot make a pool: %s", strerror(errno));
	status = pool_map(pool, errand_run, errands, sizeof *errands, count, results, UINT64_MAX);
	if (status != 0)
		workload_fail("an errand of the request: %s", strerror(errno));
	pool_free(pool);
	return status;
}
