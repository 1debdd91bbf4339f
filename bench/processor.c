#include "bench/processor.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bench/cgroup.h"
#include "bench/kernel.h"

#define CPUS "/sys/devices/system/cpu"

static void
architecture(char *name, size_t size)
{
	struct utsname host;

	snprintf(name, size, "%s", uname(&host) == 0 ? host.machine : "unknown");
}

void
processor_model(char *model, size_t size)
{
	/* in the words of x86, MIPS, POWER, RISC-V and some ARM kernels */
	static const char *const keys[] = {
		"model name", "cpu model", "cpu", "uarch", "Model", "Hardware"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (kernel_field("/proc/cpuinfo", keys[i], model, size) == 0 && model[0])
			return;
	}
	architecture(model, size);
}

/* The CPUs that this process may run on, a set of *size bytes to be freed by CPU_FREE; NULL with
 * errno set. */
static cpu_set_t *
affinity(size_t *size)
{
	/* the kernel refuses a mask that is smaller than its own, whose size it does not tell */
	for (size_t cpus = 1024; cpus <= 1 << 16; cpus *= 2) {
		cpu_set_t *set = CPU_ALLOC(cpus);

		*size = CPU_ALLOC_SIZE(cpus);
		if (set && sched_getaffinity(0, *size, set) == 0)
			return set;
		CPU_FREE(set);
	}
	return NULL;
}

/* 0 if it is not known. */
static unsigned
affinity_cpus(void)
{
	size_t size;
	cpu_set_t *set = affinity(&size);
	unsigned n = set ? (unsigned)CPU_COUNT_S(size, set) : 0;

	CPU_FREE(set);
	return n;
}

int
processor_confine(unsigned cpus)
{
	size_t size;
	cpu_set_t *set = affinity(&size);
	unsigned kept = 0;
	int status;

	if (!set)
		return -1;
	for (size_t k = 0; k < size * 8; k++)
		if (CPU_ISSET_S(k, size, set) && ++kept > cpus)
			CPU_CLR_S(k, size, set);
	if (kept < cpus || cpus == 0)
		errno = EINVAL;
	status = kept < cpus || cpus == 0 ? -1 : sched_setaffinity(0, size, set);
	CPU_FREE(set);
	return status;
}

unsigned
processor_available(void)
{
	double quota = ceil(cgroup_quota_cpus("/proc/self"));
	unsigned cpus = affinity_cpus();

	if (cpus == 0)
		cpus = (unsigned)fmax(1, (double)sysconf(_SC_NPROCESSORS_ONLN));
	return quota < cpus ? (unsigned)fmax(1, quota) : cpus;
}

/* How many CPUs are the first in their own list, such as the one of the threads of their core. */
static json_t *
firsts(const char *list)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF), n = 0;

	for (long cpu = 0; cpu < cpus; cpu++) {
		char path[128], line[64];

		snprintf(path, sizeof(path), CPUS "/cpu%ld/topology/%s", cpu, list);
		n += kernel_line(path, line, sizeof(line)) == 0 && strtol(line, NULL, 10) == cpu;
	}
	return n > 0 ? json_integer(n) : json_null();
}

static json_t *
boolean_at(const char *path, bool inverted)
{
	json_t *number = kernel_number(path), *boolean = json_null();

	if (json_is_integer(number))
		boolean = json_boolean((json_integer_value(number) != 0) != inverted);
	json_decref(number);
	return boolean;
}

static json_t *
turbo(void)
{
	json_t *enabled = boolean_at(CPUS "/intel_pstate/no_turbo", true);

	return json_is_null(enabled) ? boolean_at(CPUS "/cpufreq/boost", false) : enabled;
}

/* A name if one is shown, "unnamed" if only its presence is, or null. */
static json_t *
hypervisor(void)
{
	static const char *const makers[] = {"QEMU",
	                                     "KVM",
	                                     "VMware",
	                                     "Xen",
	                                     "Microsoft",
	                                     "Amazon EC2",
	                                     "Google",
	                                     "innotek",
	                                     "Parallels"};
	char flags[8192] = "", maker[128] = "";
	bool present;

	if (kernel_line("/sys/hypervisor/type", maker, sizeof(maker)) == 0)
		return json_string(maker);
	(void)kernel_field("/proc/cpuinfo", "flags", flags, sizeof(flags));
	present = strstr(flags, " hypervisor") != NULL;
	/* only makers of hypervisors: others sell the machine that somebody owns */
	if (kernel_line("/sys/class/dmi/id/sys_vendor", maker, sizeof(maker)) == 0 &&
	    (present || !flags[0])) {
		for (size_t i = 0; i < sizeof(makers) / sizeof(*makers); i++) {
			if (strncmp(maker, makers[i], strlen(makers[i])) == 0)
				return json_string(maker);
		}
	}
	return present ? json_string("unnamed") : json_null();
}

void
processor_describe(json_t *o)
{
	double quota = cgroup_quota_cpus("/proc/self");
	unsigned affinity = affinity_cpus();
	char text[256];

	processor_model(text, sizeof(text));
	json_object_set_new(o, "cpu_model", json_string(text));
	architecture(text, sizeof(text));
	json_object_set_new(o, "architecture", json_string(text));
	json_object_set_new(o, "sockets", firsts("core_siblings_list"));
	json_object_set_new(o, "cores", firsts("thread_siblings_list"));
	json_object_set_new(o, "online_cpus", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
	json_object_set_new(
		o, "affinity_cpus", affinity > 0 ? json_integer(affinity) : json_null());
	json_object_set_new(o, "quota_cpus", isfinite(quota) ? json_real(quota) : json_null());
	json_object_set_new(o, "available_cpus", json_integer(processor_available()));
	json_object_set_new(o, "smt", boolean_at(CPUS "/smt/active", false));
	json_object_set_new(o, "governor", kernel_text(CPUS "/cpu0/cpufreq/scaling_governor"));
	json_object_set_new(o, "turbo", turbo());
	json_object_set_new(o, "hypervisor", hypervisor());
}
