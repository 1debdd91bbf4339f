#include "bench/footprint.h"

#include <stdio.h>
#include <unistd.h>

#include "bench/family.h"
#include "bench/room.h"

double
footprint_kernel_bytes(void)
{
	return (double)room_meminfo("KernelStack") + (double)room_meminfo("PageTables") +
	       (double)room_meminfo("SecPageTables") + (double)room_meminfo("SUnreclaim");
}

static uint64_t
virtual_bytes(pid_t pid)
{
	char path[64];
	unsigned long long pages = 0;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
	file = fopen(path, "re");
	if (file && fscanf(file, "%llu", &pages) != 1)
		pages = 0;
	if (file)
		fclose(file);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static size_t
mappings_of(pid_t pid)
{
	char path[64];
	size_t lines = 0;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/maps", (int)pid);
	file = fopen(path, "re");
	for (int c; file && (c = getc_unlocked(file)) != EOF;)
		lines += c == '\n';
	if (file)
		fclose(file);
	return lines;
}

void
footprint_look(pid_t pid, struct footprint *f)
{
	struct family family = {0};

	*f = (struct footprint){.mappings = mappings_of(pid)};
	if (family_pss(&family, pid, NULL, 0, &f->touched_bytes) == 0)
		for (size_t k = 0; k < family.members.n; k++)
			f->reserved_bytes += virtual_bytes(family.members.items[k]);
	family_free(&family);
}
