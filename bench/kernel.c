#include "bench/kernel.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

static void
line_copy(char *line, size_t size, const char *text)
{
	snprintf(line, size, "%.*s", (int)strcspn(text, "\n"), text);
}

int
kernel_line(const char *path, char *line, size_t size)
{
	return kernel_field(path, "", line, size);
}

int
kernel_field(const char *path, const char *key, char *value, size_t size)
{
	FILE *file = fopen(path, "re");
	size_t n = strlen(key), capacity = 0;
	char *line = NULL;
	bool found = false;

	if (!file)
		return -1;
	while (!found && getline(&line, &capacity, file) > 0) {
		const char *rest = line + n;

		found = strncmp(line, key, n) == 0 && (n == 0 || strchr(" \t:=", *rest));
		if (found)
			line_copy(value, size, rest + strspn(rest, n > 0 ? " \t:=" : ""));
	}
	free(line);
	fclose(file);
	if (found)
		return 0;
	errno = ENOENT;
	return -1;
}

json_t *
kernel_text(const char *path)
{
	char line[256];

	return kernel_line(path, line, sizeof(line)) == 0 && line[0] ? json_string(line)
	                                                             : json_null();
}

static json_t *
number(const char *text, json_int_t scale)
{
	char *end;
	long long value = strtoll(text, &end, 10);

	return end > text ? json_integer(value * scale) : json_null();
}

json_t *
kernel_number(const char *path)
{
	char line[64];

	return kernel_line(path, line, sizeof(line)) == 0 ? number(line, 1) : json_null();
}

json_t *
kernel_chosen(const char *path)
{
	char line[256];
	char *start, *end;

	if (kernel_line(path, line, sizeof(line)) != 0)
		return json_null();
	start = strchr(line, '[');
	end = start ? strchr(start, ']') : NULL;
	return end ? json_stringn(start + 1, (size_t)(end - start - 1)) : json_null();
}

json_t *
kernel_kib(const char *path, const char *key)
{
	char value[64];

	return kernel_field(path, key, value, sizeof(value)) == 0 ? number(value, 1024)
	                                                          : json_null();
}

static json_t *
limit(int resource)
{
	struct rlimit limit;

	if (getrlimit((__rlimit_resource_t)resource, &limit) != 0)
		return json_null();
	return limit.rlim_cur == RLIM_INFINITY ? json_string("unlimited")
	                                       : json_integer((json_int_t)limit.rlim_cur);
}

/* By asking for it in a way that cannot succeed: a sandbox may forbid what the sysctl allows. */
static json_t *
io_uring_allowed(void)
{
	long fd = syscall(SYS_io_uring_setup, 1, NULL);

	if (fd >= 0)
		close((int)fd);
	return json_boolean(fd >= 0 || errno == EFAULT);
}

void
kernel_describe(json_t *o)
{
	struct utsname name;

	json_object_set_new(
		o, "kernel_release", uname(&name) == 0 ? json_string(name.release) : json_null());
	json_object_set_new(o, "page_size_bytes", json_integer(sysconf(_SC_PAGESIZE)));
	json_object_set_new(o,
	                    "transparent_hugepages",
	                    kernel_chosen("/sys/kernel/mm/transparent_hugepage/enabled"));
	json_object_set_new(
		o,
		"clock_source",
		kernel_text("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
	json_object_set_new(o, "io_uring", io_uring_allowed());
	json_object_set_new(
		o, "io_uring_disabled", kernel_number("/proc/sys/kernel/io_uring_disabled"));
	json_object_set_new(o, "pid_max", kernel_number("/proc/sys/kernel/pid_max"));
	json_object_set_new(o, "threads_max", kernel_number("/proc/sys/kernel/threads-max"));
	json_object_set_new(o, "max_map_count", kernel_number("/proc/sys/vm/max_map_count"));
	json_object_set_new(
		o, "overcommit_memory", kernel_number("/proc/sys/vm/overcommit_memory"));
	json_object_set_new(o, "limit_open_files", limit(RLIMIT_NOFILE));
	json_object_set_new(o, "limit_processes", limit(RLIMIT_NPROC));
	json_object_set_new(o, "limit_stack_bytes", limit(RLIMIT_STACK));
	json_object_set_new(o, "memory_total_bytes", kernel_kib("/proc/meminfo", "MemTotal"));
	json_object_set_new(o, "swap_total_bytes", kernel_kib("/proc/meminfo", "SwapTotal"));
}
