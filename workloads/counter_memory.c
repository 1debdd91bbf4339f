/*
 * The memory of a counter, the user's or our own.
 */
#include "workloads/counter_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "workloads/workload.h"

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "a lock would be another in each process");

static int
counter_map(struct counter_memory *m, int fd)
{
	void *memory = mmap(NULL, sizeof *m->counter, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (memory == MAP_FAILED)
		return -1;
	m->counter = memory;
	m->before = atomic_load(m->counter);
	return 0;
}

static int
counter_open(struct counter_memory *m, const char *path)
{
	struct stat status = {.st_size = 0};
	int fd = open(path, O_RDWR | O_CLOEXEC);
	int mapped = -1;

	m->own = -1;
	if (fd < 0)
		return workload_fail("--memory %s: %s", path, strerror(errno));
	if (fstat(fd, &status) == 0 && status.st_size < (off_t)sizeof *m->counter)
		workload_fail("--memory %s: a counter has 8 bytes, and this has %lld",
		              path,
		              (long long)status.st_size);
	else if ((mapped = counter_map(m, fd)) != 0)
		workload_fail("--memory %s: cannot be mapped: %s", path, strerror(errno));
	close(fd);
	return mapped;
}

/* Memory without a name lives as long as this process; other processes find it by the number that its
 * descriptor has here. */
static int
counter_make(struct counter_memory *m, char **path)
{
	m->own = memfd_create("convoy-counter", MFD_CLOEXEC);
	if (m->own < 0)
		return -1;
	if (ftruncate(m->own, sizeof *m->counter) == 0 && counter_map(m, m->own) == 0) {
		if (asprintf(path, "/proc/%d/fd/%d", (int)getpid(), m->own) >= 0)
			return 0;
		*path = NULL;
		munmap(m->counter, sizeof *m->counter);
	}
	close(m->own);
	return -1;
}

int
counter_memory_provide(struct counter_memory *m, char **path)
{
	return *path ? counter_open(m, *path) : counter_make(m, path);
}

void
counter_memory_release(struct counter_memory *m, char **path)
{
	munmap(m->counter, sizeof *m->counter);
	if (m->own < 0)
		return;
	close(m->own);
	free(*path);
	*path = NULL;
}
