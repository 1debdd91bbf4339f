#include "bench/machine.h"

#include <ctype.h>
#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/cgroup.h"
#include "bench/kernel.h"
#include "tests/tap.h"

static char folder[] = "/tmp/machine.XXXXXX";

static char *
inside(char path[512], const char *name)
{
	snprintf(path, 512, "%s/%s", folder, name);
	return path;
}

/* Writes a file into the folder; {} in the text stands for the folder. */
static void
put(const char *name, const char *text)
{
	char path[512];
	FILE *file = fopen(inside(path, name), "w");

	if (!file)
		abort();
	for (; *text; text++) {
		if (strncmp(text, "{}", 2) == 0) {
			fputs(folder, file);
			text++;
		} else {
			putc(*text, file);
		}
	}
	fclose(file);
}

static void
files(void)
{
	char line[64], path[512];
	json_t *value;

	put("lines", "one [two] three\nkey:\t 12 kB\nkeyhole: 13\nlast = x");
	inside(path, "lines");
	ok(kernel_line(path, line, sizeof(line)) == 0 && strcmp(line, "one [two] three") == 0,
	   "a first line");
	ok(kernel_line(path, line, 4) == 0 && strcmp(line, "one") == 0, "is cut to fit");
	ok(kernel_field(path, "key", line, sizeof(line)) == 0 && strcmp(line, "12 kB") == 0,
	   "a field");
	ok(kernel_field(path, "last", line, sizeof(line)) == 0 && strcmp(line, "x") == 0,
	   "a last field");
	ok(kernel_field(path, "keyh", line, sizeof(line)) == -1, "half a key is none");
	value = kernel_kib(path, "key");
	ok(json_integer_value(value) == 12288, "kB are bytes");
	json_decref(value);
	value = kernel_chosen(path);
	ok(json_is_string(value) && strcmp(json_string_value(value), "two") == 0, "what is chosen");
	json_decref(value);
	value = kernel_number(path);
	ok(json_is_null(value), "a text is no number");
	json_decref(value);
	value = kernel_text(inside(path, "missing"));
	ok(json_is_null(value), "what is missing is null");
	json_decref(value);
	unlink(inside(path, "lines"));
}

static void
folder_make(const char *name)
{
	char path[512];

	if (mkdir(inside(path, name), 0700) != 0)
		abort();
}

static void
quota_is(double expected, const char *what)
{
	double quota = cgroup_quota_cpus(folder);

	ok(quota == expected, "%s: %g CPUs, are %g", what, expected, quota);
}

static void
quotas(void)
{
	quota_is(INFINITY, "no control groups");
	folder_make("two");
	folder_make("two/a");
	folder_make("two/a/b");
	put("cgroup", "0::/a/b\n");
	put("mountinfo",
	    "22 1 8:1 / / rw - ext4 /dev/sda rw\n33 31 0:30 / {}/two rw - cgroup2 cgroup2 rw\n");
	quota_is(INFINITY, "version 2 without files");
	put("two/a/b/cpu.max", "max 100000\n");
	quota_is(INFINITY, "version 2 without a quota");
	put("two/a/b/cpu.max", "150000 100000\n");
	quota_is(1.5, "version 2");
	put("two/a/cpu.max", "50000 100000\n");
	quota_is(0.5, "less in the group above");
	put("cpu.max", "10000 100000\n");
	quota_is(0.5, "what is beyond the mount point does not matter");
	put("cgroup", "0::/docker/1/a\n");
	put("mountinfo", "33 31 0:30 /docker/1 {}/two rw - cgroup2 cgroup2 rw\n");
	quota_is(0.5, "in a container that sees a part of the tree");
	put("two/a/cpu.stat", "usage_usec 9\nnr_throttled 2\nthrottled_usec 2500000\n");
	ok(cgroup_throttled_s(folder) == 2.5, "version 2 tells for how long it stood still");

	folder_make("one");
	folder_make("one/c");
	put("cgroup", "5:cpuset:/\n4:cpuacct,cpu:/c\n1:name=systemd:/x\n0::/\n");
	put("mountinfo",
	    "30 1 0:1 / {}/wrong rw - cgroup cgroup rw,cpuset\n"
	    "31 1 0:2 / {}/one rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct\n");
	quota_is(INFINITY, "version 1 without files");
	put("one/c/cpu.cfs_period_us", "100000\n");
	put("one/c/cpu.cfs_quota_us", "-1\n");
	quota_is(INFINITY, "version 1 without a quota");
	put("one/c/cpu.cfs_quota_us", "250000\n");
	quota_is(2.5, "version 1");
	put("one/c/cpu.stat", "throttled_time 1500000000\n");
	ok(cgroup_throttled_s(folder) == 1.5, "version 1 tells for how long it stood still");
}

static void
name_is(const char *model, unsigned cpus, const char *expected)
{
	char name[MACHINE_NAME_SIZE];

	machine_name_from(name, model, cpus);
	ok(strcmp(name, expected) == 0, "%s: %s, is %s", model, expected, name);
}

static void
names(void)
{
	char name[MACHINE_NAME_SIZE];
	bool plain = true;

	name_is("Intel(R) Xeon(R) Processor", 2, "xeon-2cpu");
	name_is("Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz", 8, "i7-8650u-8cpu");
	name_is("11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz", 8, "i5-1135g7-8cpu");
	name_is("Intel(R) Xeon(R) CPU E5-2676 v3 @ 2.40GHz", 12, "xeon-e5-2676-v3-12cpu");
	name_is("AMD Ryzen 7 5800X 8-Core Processor", 16, "ryzen-7-5800x-16cpu");
	name_is("AMD Ryzen 9 9 w/ Radeon 780M Graphics", 4, "ryzen-9-9-4cpu");
	name_is("AMD EPYC 7763 64-Core Processor", 128, "epyc-7763-128cpu");
	name_is("Averyveryverylongprocessorname", 1, "1cpu");
	name_is("aarch64", 4, "aarch64-4cpu");
	name_is("", 4294967295u, "4294967295cpu");
	for (const char *c = machine_name(name); *c; c++)
		plain = plain &&
		        (islower((unsigned char)*c) || isdigit((unsigned char)*c) || *c == '-');
	ok(plain && strlen(name) > 3, "this machine: %s", name);
}

static void
description(void)
{
	static const char *const told[] = {"name",
	                                   "cpu_model",
	                                   "architecture",
	                                   "online_cpus",
	                                   "available_cpus",
	                                   "kernel_release",
	                                   "page_size_bytes",
	                                   "memory_total_bytes",
	                                   "libc",
	                                   "compiler",
	                                   "limit_open_files"};
	json_t *machine = machine_describe();
	char host[256] = "";
	char *text = json_dumps(machine, JSON_INDENT(2));

	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		const json_t *value = json_object_get(machine, told[i]);

		ok(value && !json_is_null(value), "%s is told", told[i]);
	}
	ok(json_object_size(machine) >= 35, "so are others");
	gethostname(host, sizeof(host) - 1);
	if (strlen(host) < 5)
		skip("the host's name may be part of any word");
	else
		ok(text && !strstr(text, host), "the host is not named");
	free(text);
	json_decref(machine);
}

static void
available(void)
{
	unsigned before = machine_available_cpus();
	cpu_set_t all, one;
	int first = 0;

	ok(before >= 1, "there are %u CPUs", before);
	if (sched_getaffinity(0, sizeof(all), &all) != 0) {
		skip("more CPUs than the test knows");
		return;
	}
	while (!CPU_ISSET(first, &all))
		first++;
	CPU_ZERO(&one);
	CPU_SET(first, &one);
	sched_setaffinity(0, sizeof(one), &one);
	ok(machine_available_cpus() == 1, "pinned to one CPU, there is one");
	sched_setaffinity(0, sizeof(all), &all);
	ok(machine_available_cpus() == before, "and afterwards all of them");
}

static bool
grew(double before, double after)
{
	return isnan(before) ? isnan(after) : before >= 0 && after >= before;
}

static void
moments(void)
{
	struct machine_moment a, b;

	ok(machine_moment(&a) == 0 && machine_moment(&b) == 0, "two moments");
	ok(grew(a.steal_s, b.steal_s), "stolen time: %g s", a.steal_s);
	ok(grew(a.throttled_s, b.throttled_s), "throttled time: %g s", a.throttled_s);
	ok(grew(a.psi_cpu_some, b.psi_cpu_some), "time of waiting for a CPU: %g s", a.psi_cpu_some);
	ok(isnan(a.loadavg1) || a.loadavg1 >= 0, "load: %g", a.loadavg1);
}

int
main(void)
{
	char command[64];

	if (!mkdtemp(folder))
		return 1;
	files();
	quotas();
	names();
	description();
	available();
	moments();
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command) != 0 || done_testing();
}
