#include "bench/machine.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/cgroup.h"
#include "bench/kernel.h"
#include "bench/processor.h"
#include "bench/software.h"

unsigned
machine_available_cpus(void)
{
	return processor_available();
}

int
machine_confine(unsigned cpus)
{
	return processor_confine(cpus);
}

json_t *
machine_describe(void)
{
	json_t *o = json_object();
	char name[MACHINE_NAME_SIZE];
	double load;

	if (!o) {
		errno = ENOMEM;
		return NULL;
	}
	json_object_set_new(o, "name", json_string(machine_name(name)));
	processor_describe(o);
	kernel_describe(o);
	software_describe(o);
	json_object_set_new(
		o, "loadavg_1min", getloadavg(&load, 1) == 1 ? json_real(load) : json_null());
	return o;
}

static bool
is_one_of(const char *const *words, const char *word, size_t n)
{
	while (*words && (strlen(*words) != n || memcmp(*words, word, n) != 0))
		words++;
	return *words;
}

/* Says nothing that tells models apart: the makers, that it is a CPU, "11th" gen, "8-core". */
static bool
is_noise(const char *word, size_t n)
{
	static const char *const noise[] = {
		"r", "tm", "cpu", "processor", "intel", "amd", "gen", "core", NULL};
	bool ordinal =
		isdigit((unsigned char)word[0]) && n > 2 && memcmp(word + n - 2, "th", 2) == 0;
	bool cores = n > 5 && memcmp(word + n - 5, "-core", 5) == 0;

	return ordinal || cores || word[0] == '-' || is_one_of(noise, word, n);
}

char *
machine_name_from(char name[MACHINE_NAME_SIZE], const char *model, unsigned cpus)
{
	/* what follows is not about the CPU: "@ 2.40GHz", "w/ Radeon 780M" */
	static const char *const ends[] = {"w", "with", NULL};
	char tail[24], text[128];
	size_t length = 0, room, n;

	snprintf(text, sizeof(text), "%.*s", (int)strcspn(model, "@"), model);
	for (char *c = text; *c; c++)
		*c = isalnum((unsigned char)*c) || *c == '-' ? (char)tolower((unsigned char)*c)
		                                             : ' ';
	room = MACHINE_NAME_SIZE - (size_t)snprintf(tail, sizeof(tail), "%ucpu", cpus);
	for (const char *word = text; *(word += strspn(word, " ")); word += n) {
		n = strcspn(word, " ");
		if (is_noise(word, n))
			continue;
		if (length + n + 1 >= room || is_one_of(ends, word, n))
			break;
		memcpy(name + length, word, n);
		name[length + n] = '-';
		length += n + 1;
	}
	snprintf(name + length, MACHINE_NAME_SIZE - length, "%s", tail);
	return name;
}

char *
machine_name(char name[MACHINE_NAME_SIZE])
{
	char model[128];

	processor_model(model, sizeof(model));
	return machine_name_from(name, model, machine_available_cpus());
}

/* The eighth number of "cpu  user nice system idle iowait irq softirq steal ...". */
static double
steal_s(void)
{
	char line[256];
	double ticks;

	if (kernel_field("/proc/stat", "cpu", line, sizeof(line)) != 0 ||
	    sscanf(line, "%*s %*s %*s %*s %*s %*s %*s %lf", &ticks) != 1)
		return NAN;
	return ticks / (double)sysconf(_SC_CLK_TCK);
}

static double
psi_cpu_some(void)
{
	char line[128];
	const char *total;

	if (kernel_field("/proc/pressure/cpu", "some", line, sizeof(line)) != 0)
		return NAN;
	total = strstr(line, "total=");
	return total ? strtod(total + strlen("total="), NULL) / 1e6 : NAN;
}

int
machine_moment(struct machine_moment *moment)
{
	if (access("/proc/self/stat", F_OK) != 0)
		return -1;
	*moment = (struct machine_moment){
		.steal_s = steal_s(),
		.throttled_s = cgroup_throttled_s("/proc/self"),
		.psi_cpu_some = psi_cpu_some(),
	};
	if (getloadavg(&moment->loadavg1, 1) != 1)
		moment->loadavg1 = NAN;
	return 0;
}
